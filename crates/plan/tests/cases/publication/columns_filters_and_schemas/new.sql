CREATE SCHEMA app;
CREATE TABLE item (id int PRIMARY KEY, label text, price int);
CREATE PUBLICATION feed FOR TABLE item (id, label) WHERE (id > 5);
CREATE PUBLICATION schemas FOR TABLES IN SCHEMA app;
