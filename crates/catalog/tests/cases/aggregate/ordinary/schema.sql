-- Aggregates over rows as they come, with every clause that they can have.
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE AGGREGATE rows(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');

CREATE FUNCTION add(integer, integer, text) RETURNS integer LANGUAGE sql AS 'SELECT $1 + $2';
CREATE AGGREGATE "Named"(first integer, "second one" text) (SFUNC = add, STYPE = integer);

CREATE FUNCTION add_all(integer, VARIADIC integer[]) RETURNS integer LANGUAGE sql AS 'SELECT $1';
CREATE AGGREGATE listed(VARIADIC list integer[]) (SFUNC = add_all, STYPE = integer);

CREATE AGGREGATE average(integer) (
    SFUNC = int4_avg_accum, STYPE = bigint[], SSPACE = 64, INITCOND = '{0,0}', FINALFUNC = int8_avg,
    COMBINEFUNC = int4_avg_combine, PARALLEL = SAFE
);
CREATE AGGREGATE average_of_internal(bigint) (
    SFUNC = int8_avg_accum, STYPE = internal, SSPACE = 128, FINALFUNC = numeric_poly_avg, FINALFUNC_MODIFY = SHAREABLE,
    COMBINEFUNC = int8_avg_combine, SERIALFUNC = int8_avg_serialize, DESERIALFUNC = int8_avg_deserialize,
    PARALLEL = RESTRICTED
);

CREATE FUNCTION last_state(text, text) RETURNS text LANGUAGE sql AS 'SELECT $1';
CREATE AGGREGATE with_extra(text) (
    SFUNC = textcat, STYPE = text, INITCOND = 'a\b''c', FINALFUNC = last_state, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_WRITE
);
CREATE AGGREGATE least_one(integer) (SFUNC = int4smaller, STYPE = integer, SORTOP = <);

CREATE OPERATOR <<< (FUNCTION = int4lt, LEFTARG = integer, RIGHTARG = integer);
CREATE AGGREGATE least_by_own(integer) (SFUNC = int4smaller, STYPE = integer, SORTOP = <<<);
CREATE AGGREGATE any_element(anycompatible) (SFUNC = array_append, STYPE = anycompatiblearray, INITCOND = '{}');

COMMENT ON AGGREGATE total(integer) IS 'a sum';
COMMENT ON AGGREGATE rows(*) IS 'a count';
REVOKE ALL ON FUNCTION rows() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rows() TO pg_monitor;
ALTER AGGREGATE total(integer) OWNER TO pg_monitor;
