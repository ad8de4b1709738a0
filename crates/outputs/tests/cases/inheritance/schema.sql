-- Children of one and several parents, overridden defaults, inherited and NO INHERIT constraints.
CREATE TABLE parent (id int NOT NULL, name text DEFAULT 'parent', CONSTRAINT positive CHECK (id > 0));
ALTER TABLE parent ADD CONSTRAINT not_handed_down CHECK (name <> '') NO INHERIT;
CREATE TABLE other (name text DEFAULT 'other', size int);
CREATE TABLE child (own int) INHERITS (parent);
ALTER TABLE child ALTER COLUMN name SET DEFAULT 'child';
CREATE TABLE orphan (own int) INHERITS (parent);
ALTER TABLE orphan ALTER COLUMN name DROP DEFAULT;
CREATE TABLE both_parents (name text DEFAULT 'both') INHERITS (parent, other);
CREATE TABLE grandchild () INHERITS (child);
CREATE INDEX ON child (name);
CREATE TYPE shape AS (a int, b text);
CREATE TABLE typed OF shape (a WITH OPTIONS DEFAULT 3 NOT NULL, PRIMARY KEY (a));
