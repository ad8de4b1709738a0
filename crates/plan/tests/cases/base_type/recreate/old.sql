CREATE TYPE words;
CREATE FUNCTION words_in(cstring, oid, int) RETURNS words LANGUAGE internal IMMUTABLE STRICT AS 'varcharin';
CREATE FUNCTION words_out(words) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
CREATE TYPE words (INPUT = words_in, OUTPUT = words_out, CATEGORY = 'S');
CREATE CAST (words AS text) WITHOUT FUNCTION;
CREATE VIEW v AS SELECT 'x'::words AS w;
