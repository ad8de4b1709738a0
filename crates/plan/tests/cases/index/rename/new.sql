CREATE TABLE item (id int, label text);
CREATE INDEX item_by_label ON item (label);
