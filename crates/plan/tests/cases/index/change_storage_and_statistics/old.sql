CREATE TABLE item (id int, label text);
CREATE INDEX item_label ON item (lower(label));
