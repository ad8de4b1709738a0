CREATE TYPE address AS (street text);
CREATE FUNCTION to_text(address) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).street';
CREATE CAST (address AS text) WITH FUNCTION to_text(address) AS ASSIGNMENT;
CREATE CAST (text AS address) WITH INOUT;
COMMENT ON CAST (address AS text) IS 'the street';
