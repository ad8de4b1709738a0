CREATE TYPE new_span;
CREATE FUNCTION new_canonical(new_span) RETURNS new_span LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE TYPE new_span AS RANGE (SUBTYPE = int, CANONICAL = new_canonical);
CREATE FUNCTION size(new_span) RETURNS int LANGUAGE sql AS 'SELECT upper($1) - lower($1)';
