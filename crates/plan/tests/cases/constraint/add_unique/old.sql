CREATE TABLE item (id int, code text, slot int);
