CREATE TABLE item (id int, label text);
CREATE INDEX item_label ON item (label, id);
CREATE UNIQUE INDEX item_id ON item (id) WHERE id > 0;
COMMENT ON INDEX item_label IS 'kept';
