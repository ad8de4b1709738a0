CREATE TABLE parent (id int, CONSTRAINT positive CHECK (id > 0), CONSTRAINT only_here CHECK (id <> 5) NO INHERIT);
CREATE TABLE child () INHERITS (parent);
