CREATE TABLE item (id int, label text);
