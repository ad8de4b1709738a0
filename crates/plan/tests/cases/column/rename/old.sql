CREATE TABLE item (id int, name text NOT NULL DEFAULT 'x', CONSTRAINT filled CHECK (name <> ''));
CREATE INDEX item_name ON item (name);
CREATE VIEW names AS SELECT name FROM item;
CREATE FUNCTION name_of(i int) RETURNS text LANGUAGE sql AS 'SELECT name FROM item WHERE id = i';
