CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (parent_id int, price int);
ALTER TABLE child ADD CONSTRAINT child_key FOREIGN KEY (parent_id) REFERENCES parent NOT VALID;
ALTER TABLE child ADD CONSTRAINT positive CHECK (price > 0) NOT VALID;
