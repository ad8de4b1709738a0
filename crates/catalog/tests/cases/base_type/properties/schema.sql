-- Base types with every clause of CREATE TYPE, and a type that is only declared.
CREATE TYPE declared;
COMMENT ON TYPE declared IS 'no more than a name';

CREATE TYPE small;
CREATE FUNCTION small_in(cstring) RETURNS small LANGUAGE internal IMMUTABLE STRICT AS 'int2in';
CREATE FUNCTION small_out(small) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int2out';
CREATE FUNCTION small_receive(internal) RETURNS small LANGUAGE internal IMMUTABLE STRICT AS 'int2recv';
CREATE FUNCTION small_send(small) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'int2send';
CREATE TYPE small (
    INPUT = small_in, OUTPUT = small_out, RECEIVE = small_receive, SEND = small_send,
    INTERNALLENGTH = 2, PASSEDBYVALUE, ALIGNMENT = int2, CATEGORY = 'N', PREFERRED = true, DEFAULT = '7', DELIMITER = ';'
);

CREATE TYPE words;
CREATE FUNCTION words_in(cstring, oid, integer) RETURNS words LANGUAGE internal IMMUTABLE STRICT AS 'varcharin';
CREATE FUNCTION words_out(words) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
CREATE TYPE words (
    INPUT = words_in, OUTPUT = words_out, TYPMOD_IN = varchartypmodin, TYPMOD_OUT = varchartypmodout,
    ANALYZE = array_typanalyze, ALIGNMENT = double, STORAGE = extended, COLLATABLE = true, DEFAULT = 'it''s'
);

CREATE TYPE duo;
CREATE FUNCTION duo_in(cstring) RETURNS duo LANGUAGE internal IMMUTABLE STRICT AS 'point_in';
CREATE FUNCTION duo_out(duo) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
CREATE TYPE duo (
    INPUT = duo_in, OUTPUT = duo_out, INTERNALLENGTH = 16, ALIGNMENT = double,
    SUBSCRIPT = raw_array_subscript_handler, ELEMENT = double precision
);

CREATE TYPE letter;
CREATE FUNCTION letter_in(cstring) RETURNS letter LANGUAGE internal IMMUTABLE STRICT AS 'charin';
CREATE FUNCTION letter_out(letter) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'charout';
CREATE TYPE letter (INPUT = letter_in, OUTPUT = letter_out, LIKE = "char");

CREATE DOMAIN inherits_default AS small;
CREATE DOMAIN no_default AS small DEFAULT NULL;
CREATE DOMAIN own_default AS small DEFAULT '8';
COMMENT ON TYPE words IS 'text by another name';
REVOKE ALL ON TYPE duo FROM PUBLIC;
ALTER TYPE duo OWNER TO pg_monitor;
