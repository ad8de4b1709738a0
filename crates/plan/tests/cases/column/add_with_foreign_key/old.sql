CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (id int);
