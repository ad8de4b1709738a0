CREATE TABLE parent (id int NOT NULL, CONSTRAINT positive CHECK (id > 0));
CREATE TABLE child (id int NOT NULL, n int, CONSTRAINT positive CHECK (id > 0));
