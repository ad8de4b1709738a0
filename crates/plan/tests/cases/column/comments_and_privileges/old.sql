CREATE TABLE item (id int, label text, price int);
COMMENT ON COLUMN item.id IS 'old';
COMMENT ON COLUMN item.label IS 'gone';
GRANT SELECT (id), UPDATE (price) ON item TO alice;
