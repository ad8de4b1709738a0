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
-- Types
--------------------------------------------------------------------------------

-- enum public.label
CREATE TYPE public.label AS ENUM (
    'a',
    'b'
);
ALTER TYPE public.label OWNER TO postgres;

-- base type public.small, for now
CREATE TYPE public.small;

-- function public.small_in(cstring)
CREATE FUNCTION public.small_in(cstring)
    RETURNS public.small
    LANGUAGE internal IMMUTABLE STRICT
    AS 'int4in';
ALTER FUNCTION public.small_in(cstring) OWNER TO postgres;

-- function public.small_out(public.small)
CREATE FUNCTION public.small_out(public.small)
    RETURNS cstring
    LANGUAGE internal IMMUTABLE STRICT
    AS 'int4out';
ALTER FUNCTION public.small_out(public.small) OWNER TO postgres;

-- base type public.small
CREATE TYPE public.small (
    INPUT = public.small_in,
    OUTPUT = public.small_out,
    INTERNALLENGTH = 4,
    PASSEDBYVALUE
);
ALTER TYPE public.small OWNER TO postgres;

-- range public.span
CREATE TYPE public.span AS RANGE (
    SUBTYPE = double precision
);
ALTER TYPE public.span OWNER TO postgres;

-- domain public."Odd"
CREATE DOMAIN public."Odd" AS integer;
ALTER DOMAIN public."Odd" OWNER TO postgres;

-- composite type public.pair
CREATE TYPE public.pair AS (
    a integer,
    b integer
);
ALTER TYPE public.pair OWNER TO postgres;


--------------------------------------------------------------------------------
-- Operators, casts and transforms
--------------------------------------------------------------------------------

-- cast (character varying AS public.label)
CREATE CAST (character varying AS public.label) WITH INOUT AS IMPLICIT;

-- function public.to_pair(character varying, integer, boolean)
CREATE FUNCTION public.to_pair(character varying, integer, boolean)
    RETURNS public.pair
    LANGUAGE sql IMMUTABLE
    AS $$SELECT 1, 1$$;
ALTER FUNCTION public.to_pair(character varying, integer, boolean) OWNER TO postgres;

-- cast (character varying AS public.pair)
CREATE CAST (character varying AS public.pair) WITH FUNCTION public.to_pair(character varying,integer,boolean) AS ASSIGNMENT;

-- cast (double precision AS public.span)
CREATE CAST (double precision AS public.span) WITH INOUT;

-- function public.to_pair(integer)
CREATE FUNCTION public.to_pair(integer)
    RETURNS public.pair
    LANGUAGE sql IMMUTABLE
    AS $$SELECT $1, $1$$;
ALTER FUNCTION public.to_pair(integer) OWNER TO postgres;

-- cast (integer AS public.pair)
CREATE CAST (integer AS public.pair) WITH FUNCTION public.to_pair(integer);

-- cast (public.small AS integer)
CREATE CAST (public.small AS integer) WITHOUT FUNCTION AS ASSIGNMENT;

-- function public.to_label(text)
CREATE FUNCTION public.to_label(text)
    RETURNS public.label
    LANGUAGE sql STABLE
    AS $$SELECT 'a'::public.label$$;
ALTER FUNCTION public.to_label(text) OWNER TO postgres;

-- cast (text AS public.label)
CREATE CAST (text AS public.label) WITH FUNCTION public.to_label(text) AS IMPLICIT;
COMMENT ON CAST (text AS public.label) IS 'too easy';
