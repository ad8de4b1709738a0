CREATE TABLE parent (id int, label text, CONSTRAINT key PRIMARY KEY (id) INCLUDE (label));
CREATE TABLE child (parent_id int REFERENCES parent);
