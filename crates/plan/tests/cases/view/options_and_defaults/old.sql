CREATE TABLE item (id int, label text);
CREATE VIEW labels AS SELECT id, label FROM item;
