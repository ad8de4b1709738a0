-- Written by pgplumb; changes are lost. `pgplumb dump` writes it anew.
--
-- Database: shop
-- Server: PostgreSQL 18
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
-- Schemas
--------------------------------------------------------------------------------

-- schema other
CREATE SCHEMA other;
ALTER SCHEMA other OWNER TO postgres;


--------------------------------------------------------------------------------
-- Operators, casts and transforms
--------------------------------------------------------------------------------

-- function other.unlike(integer, text)
CREATE FUNCTION other.unlike(integer, text)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT $1::text <> $2$$;
ALTER FUNCTION other.unlike(integer, text) OWNER TO postgres;

-- operator other.<>=(integer, text)
CREATE OPERATOR other.<>= (
    FUNCTION = other.unlike,
    LEFTARG = integer,
    RIGHTARG = text,
    NEGATOR = OPERATOR(other.===)
);
ALTER OPERATOR other.<>=(integer, text) OWNER TO postgres;

-- function other.same(integer, text)
CREATE FUNCTION other.same(integer, text)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT $1::text = $2$$;
ALTER FUNCTION other.same(integer, text) OWNER TO postgres;

-- operator other.===(integer, text)
CREATE OPERATOR other.=== (
    FUNCTION = other.same,
    LEFTARG = integer,
    RIGHTARG = text,
    COMMUTATOR = OPERATOR(public.===),
    NEGATOR = OPERATOR(other.<>=),
    RESTRICT = eqsel,
    JOIN = eqjoinsel,
    HASHES,
    MERGES
);
ALTER OPERATOR other.===(integer, text) OWNER TO pg_monitor;

-- operator public.<%(integer, integer)
CREATE OPERATOR public.<% (
    FUNCTION = int4lt,
    LEFTARG = integer,
    RIGHTARG = integer,
    COMMUTATOR = OPERATOR(public.>%)
);
ALTER OPERATOR public.<%(integer, integer) OWNER TO postgres;

-- function other.same(text, integer)
CREATE FUNCTION other.same(text, integer)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT $2::text = $1$$;
ALTER FUNCTION other.same(text, integer) OWNER TO postgres;

-- operator public.===(text, integer)
CREATE OPERATOR public.=== (
    FUNCTION = other.same,
    LEFTARG = text,
    RIGHTARG = integer,
    COMMUTATOR = OPERATOR(other.===)
);
ALTER OPERATOR public.===(text, integer) OWNER TO postgres;

-- operator public.@#@(NONE, bigint)
CREATE OPERATOR public.@#@ (
    FUNCTION = int8abs,
    RIGHTARG = bigint
);
ALTER OPERATOR public.@#@(NONE, bigint) OWNER TO postgres;
COMMENT ON OPERATOR public.@#@(NONE, bigint) IS 'a prefix operator';
