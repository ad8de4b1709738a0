CREATE TABLE current (id int, label text);
CREATE TABLE archive (id int);
