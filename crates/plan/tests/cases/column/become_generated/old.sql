CREATE TABLE item (id int, twice int);
