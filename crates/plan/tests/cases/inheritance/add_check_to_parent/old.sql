CREATE TABLE parent (id int);
CREATE TABLE child () INHERITS (parent);
