CREATE TABLE item (id int, price int, label text);
