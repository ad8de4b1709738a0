CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (a int CONSTRAINT a_key REFERENCES parent, b int CONSTRAINT b_key REFERENCES parent);
