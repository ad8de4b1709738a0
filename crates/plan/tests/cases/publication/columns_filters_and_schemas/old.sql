CREATE SCHEMA app;
CREATE TABLE item (id int PRIMARY KEY, label text, price int);
CREATE PUBLICATION feed FOR TABLE item;
