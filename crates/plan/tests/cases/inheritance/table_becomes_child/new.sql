CREATE TABLE parent (id int NOT NULL, CONSTRAINT positive CHECK (id > 0));
CREATE TABLE child (n int) INHERITS (parent);
