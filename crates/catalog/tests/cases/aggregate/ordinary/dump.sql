-- Written by pgplumb; changes are lost. `pgplumb dump` writes it anew.
--
-- Database: shop
-- Server: PostgreSQL 14
-- Dumped: 2026-01-31T12:00:00Z by pgplumb 0.1.0

SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET check_function_bodies = off;
SET client_min_messages = warning;
SET xmloption = content;
SET default_tablespace = '';
SET default_table_access_method = heap;
SELECT pg_catalog.set_config('search_path', '', false);


--------------------------------------------------------------------------------
-- Operators, casts and transforms
--------------------------------------------------------------------------------

-- operator public.<<<(integer, integer)
CREATE OPERATOR public.<<< (
    FUNCTION = int4lt,
    LEFTARG = integer,
    RIGHTARG = integer
);
ALTER OPERATOR public.<<<(integer, integer) OWNER TO postgres;


--------------------------------------------------------------------------------
-- Functions
--------------------------------------------------------------------------------

-- function public.add(integer, integer, text)
CREATE FUNCTION public.add(integer, integer, text)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT $1 + $2$$;
ALTER FUNCTION public.add(integer, integer, text) OWNER TO postgres;

-- function public.add_all(integer, integer[])
CREATE FUNCTION public.add_all(integer, VARIADIC integer[])
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT $1$$;
ALTER FUNCTION public.add_all(integer, integer[]) OWNER TO postgres;

-- function public.last_state(text, text)
CREATE FUNCTION public.last_state(text, text)
    RETURNS text
    LANGUAGE sql
    AS $$SELECT $1$$;
ALTER FUNCTION public.last_state(text, text) OWNER TO postgres;

-- aggregate public."Named"(integer, text)
CREATE AGGREGATE public."Named"(first integer, "second one" text) (
    SFUNC = public.add,
    STYPE = integer
);
ALTER AGGREGATE public."Named"(integer, text) OWNER TO postgres;

-- aggregate public.any_element(anycompatible)
CREATE AGGREGATE public.any_element(anycompatible) (
    SFUNC = array_append,
    STYPE = anycompatiblearray,
    INITCOND = '{}'
);
ALTER AGGREGATE public.any_element(anycompatible) OWNER TO postgres;

-- aggregate public.average(integer)
CREATE AGGREGATE public.average(integer) (
    SFUNC = int4_avg_accum,
    STYPE = bigint[],
    SSPACE = 64,
    INITCOND = '{0,0}',
    FINALFUNC = int8_avg,
    COMBINEFUNC = int4_avg_combine,
    PARALLEL = SAFE
);
ALTER AGGREGATE public.average(integer) OWNER TO postgres;

-- aggregate public.average_of_internal(bigint)
CREATE AGGREGATE public.average_of_internal(bigint) (
    SFUNC = int8_avg_accum,
    STYPE = internal,
    SSPACE = 128,
    FINALFUNC = numeric_poly_avg,
    FINALFUNC_MODIFY = SHAREABLE,
    COMBINEFUNC = int8_avg_combine,
    SERIALFUNC = int8_avg_serialize,
    DESERIALFUNC = int8_avg_deserialize,
    PARALLEL = RESTRICTED
);
ALTER AGGREGATE public.average_of_internal(bigint) OWNER TO postgres;

-- aggregate public.least_by_own(integer)
CREATE AGGREGATE public.least_by_own(integer) (
    SFUNC = int4smaller,
    STYPE = integer,
    SORTOP = OPERATOR(public.<<<)
);
ALTER AGGREGATE public.least_by_own(integer) OWNER TO postgres;

-- aggregate public.least_one(integer)
CREATE AGGREGATE public.least_one(integer) (
    SFUNC = int4smaller,
    STYPE = integer,
    SORTOP = OPERATOR(pg_catalog.<)
);
ALTER AGGREGATE public.least_one(integer) OWNER TO postgres;

-- aggregate public.listed(VARIADIC integer[])
CREATE AGGREGATE public.listed(VARIADIC list integer[]) (
    SFUNC = public.add_all,
    STYPE = integer
);
ALTER AGGREGATE public.listed(VARIADIC integer[]) OWNER TO postgres;

-- aggregate public.rows(*)
CREATE AGGREGATE public.rows(*) (
    SFUNC = int8inc,
    STYPE = bigint,
    INITCOND = '0'
);
ALTER AGGREGATE public.rows(*) OWNER TO postgres;
COMMENT ON AGGREGATE public.rows(*) IS 'a count';
REVOKE ALL ON FUNCTION public.rows() FROM PUBLIC;
GRANT ALL ON FUNCTION public.rows() TO pg_monitor;

-- aggregate public.total(integer)
CREATE AGGREGATE public.total(integer) (
    SFUNC = int4pl,
    STYPE = integer,
    INITCOND = '0'
);
ALTER AGGREGATE public.total(integer) OWNER TO pg_monitor;
COMMENT ON AGGREGATE public.total(integer) IS 'a sum';

-- aggregate public.with_extra(text)
CREATE AGGREGATE public.with_extra(text) (
    SFUNC = textcat,
    STYPE = text,
    INITCOND = E'a\\b''c',
    FINALFUNC = public.last_state,
    FINALFUNC_EXTRA,
    FINALFUNC_MODIFY = READ_WRITE
);
ALTER AGGREGATE public.with_extra(text) OWNER TO postgres;
