CREATE TABLE parent (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE child (a int NOT NULL, b int, CONSTRAINT child_key FOREIGN KEY (a, b) REFERENCES parent ON DELETE SET NULL (b));
