CREATE COLLATION own (LC_COLLATE = 'POSIX', LC_CTYPE = 'POSIX');
CREATE TABLE item (label text COLLATE own);
CREATE INDEX item_label ON item (label);
