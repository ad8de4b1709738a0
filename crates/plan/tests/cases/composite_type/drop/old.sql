CREATE TYPE address AS (street text);
CREATE FUNCTION shown(a address) RETURNS text LANGUAGE sql AS 'SELECT a.street';
