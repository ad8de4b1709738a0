CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (parent_id int CONSTRAINT child_key REFERENCES parent, price int CONSTRAINT positive CHECK (price > 0));
