CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (id int, parent_id int REFERENCES parent, CONSTRAINT positive CHECK (parent_id > 0));
CREATE INDEX child_parent ON child (parent_id);
