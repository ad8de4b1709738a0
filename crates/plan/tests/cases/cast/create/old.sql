CREATE TYPE address AS (street text);
CREATE FUNCTION to_text(address) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).street';
