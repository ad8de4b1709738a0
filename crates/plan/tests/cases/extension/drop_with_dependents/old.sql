CREATE EXTENSION hstore;
CREATE TABLE doc (id int, pairs hstore);
CREATE FUNCTION first_key(h hstore) RETURNS text LANGUAGE sql AS 'SELECT (akeys(h))[1]';
