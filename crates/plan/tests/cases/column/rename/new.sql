CREATE TABLE item (id int, label text NOT NULL DEFAULT 'x', CONSTRAINT filled CHECK (label <> ''));
CREATE INDEX item_name ON item (label);
CREATE VIEW names AS SELECT label AS name FROM item;
CREATE FUNCTION name_of(i int) RETURNS text LANGUAGE sql AS 'SELECT label FROM item WHERE id = i';
