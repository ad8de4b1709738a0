CREATE FUNCTION key_of(v text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(v)';
CREATE TABLE item (label text);
CREATE INDEX item_key ON item (key_of(label));
