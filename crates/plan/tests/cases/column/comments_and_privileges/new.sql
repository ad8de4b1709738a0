CREATE TABLE item (id int, label text, price int);
COMMENT ON COLUMN item.id IS 'it''s new';
GRANT SELECT (id, price) ON item TO alice WITH GRANT OPTION;
