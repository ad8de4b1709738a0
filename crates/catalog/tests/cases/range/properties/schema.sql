-- Ranges with everything that they can have, and the names of their multiranges.
CREATE TYPE plain_range AS RANGE (SUBTYPE = double precision);
CREATE TYPE span AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = float8mi);
CREATE SCHEMA other;
CREATE TYPE "Text" AS RANGE (
    SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops, COLLATION = "C", MULTIRANGE_TYPE_NAME = other."Texts"
);
CREATE TYPE even;
CREATE FUNCTION rounded(even) RETURNS even LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE TYPE even AS RANGE (SUBTYPE = integer, CANONICAL = rounded, MULTIRANGE_TYPE_NAME = evens);
CREATE TABLE uses (a span, b span_multirange, c evens);
COMMENT ON TYPE span IS 'from here to there';
REVOKE ALL ON TYPE span FROM PUBLIC;
ALTER TYPE "Text" OWNER TO pg_monitor;
