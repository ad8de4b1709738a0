CREATE COLLATION own (LC_COLLATE = 'C', LC_CTYPE = 'C');
CREATE TABLE item (label text COLLATE own);
CREATE INDEX item_label ON item (label);
