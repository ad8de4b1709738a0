-- Operators with everything that they can have, operators that name each other, and one that is only named.
CREATE SCHEMA other;
CREATE FUNCTION other.same(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2';
CREATE FUNCTION other.same(text, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $2::text = $1';
CREATE FUNCTION other.unlike(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text <> $2';
CREATE OPERATOR other.=== (
    FUNCTION = other.same, LEFTARG = integer, RIGHTARG = text, COMMUTATOR = OPERATOR(public.===), NEGATOR = OPERATOR(other.<>=),
    RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
CREATE OPERATOR public.=== (FUNCTION = other.same, LEFTARG = text, RIGHTARG = integer, COMMUTATOR = OPERATOR(other.===));
CREATE OPERATOR other.<>= (FUNCTION = other.unlike, LEFTARG = integer, RIGHTARG = text, NEGATOR = OPERATOR(other.===));
CREATE OPERATOR public.<% (FUNCTION = int4lt, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = >%);
CREATE OPERATOR public.@#@ (FUNCTION = int8abs, RIGHTARG = bigint);
COMMENT ON OPERATOR public.@#@ (NONE, bigint) IS 'a prefix operator';
ALTER OPERATOR other.=== (integer, text) OWNER TO pg_monitor;
