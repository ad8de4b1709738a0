CREATE TABLE parent (a int, gone text, b text, c int CONSTRAINT small CHECK (c < 100), d int DEFAULT 1);
CREATE TABLE child (own int) INHERITS (parent);
CREATE TABLE grandchild () INHERITS (child);
INSERT INTO grandchild VALUES (1, 'x', '1', 1, 1, 1);
