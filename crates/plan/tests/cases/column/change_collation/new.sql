CREATE TABLE item (id int, label text COLLATE "C");
CREATE INDEX item_label ON item (label);
