-- Casts by every method and in every context; the one from a range to its multirange is not one of them.
CREATE TYPE label AS ENUM ('a', 'b');
CREATE TYPE pair AS (a integer, b integer);
CREATE TYPE span AS RANGE (SUBTYPE = double precision);
CREATE DOMAIN "Odd" AS integer;
CREATE FUNCTION to_label(text) RETURNS label LANGUAGE sql STABLE AS $$SELECT 'a'::public.label$$;
CREATE FUNCTION to_pair(integer) RETURNS pair LANGUAGE sql IMMUTABLE AS 'SELECT $1, $1';
CREATE FUNCTION to_pair(varchar, integer, boolean) RETURNS pair LANGUAGE sql IMMUTABLE AS 'SELECT 1, 1';
CREATE CAST (integer AS pair) WITH FUNCTION to_pair(integer);
CREATE CAST (varchar AS pair) WITH FUNCTION to_pair(varchar, integer, boolean) AS ASSIGNMENT;
CREATE CAST (text AS label) WITH FUNCTION to_label(text) AS IMPLICIT;
CREATE CAST (varchar AS label) WITH INOUT AS IMPLICIT;
CREATE TYPE small;
CREATE FUNCTION small_in(cstring) RETURNS small LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION small_out(small) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE small (INPUT = small_in, OUTPUT = small_out, LIKE = integer);
CREATE CAST (small AS integer) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (double precision AS span) WITH INOUT;
COMMENT ON CAST (text AS label) IS 'too easy';
