CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (parent_id int CONSTRAINT child_key REFERENCES parent NOT ENFORCED, price int CONSTRAINT positive CHECK (price > 0) NOT ENFORCED);
