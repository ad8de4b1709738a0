CREATE TABLE item (id int, label text);
CREATE INDEX item_label ON item (label);
CREATE INDEX item_id ON item (id);
ALTER TABLE item CLUSTER ON item_label;
