CREATE TABLE parent (id int CONSTRAINT key PRIMARY KEY, label text);
CREATE TABLE child (parent_id int REFERENCES parent);
