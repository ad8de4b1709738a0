CREATE TYPE declared;
CREATE TYPE small;
CREATE FUNCTION small_in(cstring) RETURNS small LANGUAGE internal IMMUTABLE STRICT AS 'int2in';
CREATE FUNCTION small_out(small) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int2out';
CREATE TYPE small (INPUT = small_in, OUTPUT = small_out, INTERNALLENGTH = 2, PASSEDBYVALUE, ALIGNMENT = int2);
