CREATE TABLE parent (id int, label text);
CREATE UNIQUE INDEX parent_id ON parent (id) INCLUDE (label);
CREATE TABLE child (parent_id int REFERENCES parent (id));
