CREATE TABLE item (id int, label text, price int);
