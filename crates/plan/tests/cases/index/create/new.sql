CREATE TABLE item (id int, label text, price int);
CREATE INDEX item_label ON item (lower(label) text_pattern_ops, price DESC NULLS LAST) INCLUDE (id) WHERE price > 0;
CREATE UNIQUE INDEX item_id ON item (id) WITH (fillfactor = 70);
CREATE INDEX item_hash ON item USING hash (label);
COMMENT ON INDEX item_id IS 'each once';
