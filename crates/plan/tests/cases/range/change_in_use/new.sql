CREATE TYPE span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
CREATE FUNCTION width(s span) RETURNS float8 LANGUAGE sql AS 'SELECT upper(s) - lower(s)';
