--- kind Ranges
--- property owner, comment, privileges
--- old
CREATE TYPE app@.span AS RANGE (SUBTYPE = integer);
--- new
CREATE TYPE app@.span AS RANGE (SUBTYPE = integer);
ALTER TYPE app@.span OWNER TO alice;
COMMENT ON TYPE app@.span IS 'from to';
GRANT USAGE ON TYPE app@.span TO bob;
--- used
CREATE TABLE app@.t (a app@.span);
INSERT INTO app@.t VALUES ('[1,2)');
--- statement ALTER TYPE app@.span OWNER TO alice
--- statement COMMENT ON TYPE app@.span IS
--- statement GRANT ALL ON TYPE app@.span TO bob
--- property subtype, collation, functions
--- setup
CREATE FUNCTION app@.difference(integer, integer) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT ($1 - $2)::double precision';
--- old
CREATE TYPE app@.span AS RANGE (SUBTYPE = integer);
--- new
CREATE TYPE app@.span AS RANGE (SUBTYPE = integer, SUBTYPE_DIFF = app@.difference);
--- recreated no statement changes the definition of a range
--- back recreated no statement changes the definition of a range
