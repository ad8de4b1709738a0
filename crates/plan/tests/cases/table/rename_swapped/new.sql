CREATE TABLE current (id int);
CREATE TABLE archive (id int, label text);
