CREATE TABLE parent (a bigint NOT NULL, b text COLLATE "C" DEFAULT 'b', c int CONSTRAINT smaller CHECK (c < 50), d int, e int DEFAULT 5);
ALTER TABLE parent ALTER b SET STORAGE EXTERNAL, ALTER b SET COMPRESSION pglz;
CREATE TABLE child (own int) INHERITS (parent);
CREATE TABLE grandchild () INHERITS (child);
