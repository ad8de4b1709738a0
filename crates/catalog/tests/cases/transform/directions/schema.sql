-- Transforms one way, the other, and both; functions that ask for them.
CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
CREATE TYPE pair AS (a integer, b integer);
CREATE TRANSFORM FOR pair LANGUAGE plpgsql (FROM SQL WITH FUNCTION prsd_lextype(internal));
CREATE TRANSFORM FOR bigint LANGUAGE sql (TO SQL WITH FUNCTION int8recv(internal));
CREATE FUNCTION transformed(integer, bigint) RETURNS integer LANGUAGE sql TRANSFORM FOR TYPE integer, FOR TYPE bigint AS 'SELECT $1';
COMMENT ON TRANSFORM FOR pair LANGUAGE plpgsql IS 'one way';
