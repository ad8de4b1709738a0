CREATE TABLE item (id int, label text);
CREATE INDEX item_label ON item (label);
CREATE UNIQUE INDEX item_id ON item (id);
COMMENT ON INDEX item_label IS 'kept';
