CREATE TYPE old_span;
CREATE FUNCTION old_canonical(old_span) RETURNS old_span LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE TYPE old_span AS RANGE (SUBTYPE = int, CANONICAL = old_canonical);
CREATE FUNCTION size(old_span) RETURNS int LANGUAGE sql AS 'SELECT upper($1) - lower($1)';
