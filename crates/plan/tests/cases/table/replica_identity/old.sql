CREATE TABLE item (id int NOT NULL, code text NOT NULL);
CREATE UNIQUE INDEX item_code ON item (code);
CREATE TABLE full_row (id int);
CREATE TABLE nothing (id int);
