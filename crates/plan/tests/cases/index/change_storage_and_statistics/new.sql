CREATE TABLE item (id int, label text);
CREATE INDEX item_label ON item (lower(label)) WITH (fillfactor = 70);
ALTER INDEX item_label ALTER COLUMN 1 SET STATISTICS 99;
