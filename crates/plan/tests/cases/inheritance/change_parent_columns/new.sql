CREATE TABLE parent (id bigint, label varchar(20) NOT NULL, added text DEFAULT 'x');
CREATE TABLE child (own int) INHERITS (parent);
CREATE TABLE grandchild () INHERITS (child);
