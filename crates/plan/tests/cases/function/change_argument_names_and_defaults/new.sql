CREATE FUNCTION area(w int, h int) RETURNS int LANGUAGE sql AS 'SELECT $1 * $2';
CREATE FUNCTION label(word text) RETURNS text LANGUAGE sql AS 'SELECT $1';
