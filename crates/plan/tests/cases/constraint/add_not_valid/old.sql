CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (parent_id int, price int);
