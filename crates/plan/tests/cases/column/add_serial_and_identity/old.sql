CREATE TABLE item (id int);
CREATE TABLE other (id int);
