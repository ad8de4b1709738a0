CREATE DOMAIN code AS text CHECK (VALUE <> '');
CREATE TABLE item (id int, code code DEFAULT 'x');
CREATE INDEX item_code ON item (code);
CREATE VIEW codes AS SELECT code FROM item;
