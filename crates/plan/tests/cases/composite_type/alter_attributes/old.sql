CREATE TYPE address AS (street text, zip int, gone text);
CREATE FUNCTION shown(a address) RETURNS text LANGUAGE sql AS 'SELECT a.street';
