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
-- Functions
--------------------------------------------------------------------------------

-- function public.minus(integer, integer)
CREATE FUNCTION public.minus(integer, integer)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT $1 - $2$$;
ALTER FUNCTION public.minus(integer, integer) OWNER TO postgres;

-- function public.plus(integer, integer)
CREATE FUNCTION public.plus(integer, integer)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT $1 + $2$$;
ALTER FUNCTION public.plus(integer, integer) OWNER TO postgres;

-- function public.result(integer, integer)
CREATE FUNCTION public.result(integer, integer)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT $1$$;
ALTER FUNCTION public.result(integer, integer) OWNER TO postgres;

-- aggregate public.moving_sum(integer)
CREATE AGGREGATE public.moving_sum(integer) (
    SFUNC = int4pl,
    STYPE = integer,
    INITCOND = '0',
    FINALFUNC = int4abs,
    MSFUNC = public.plus,
    MINVFUNC = public.minus,
    MSTYPE = integer,
    MSSPACE = 16,
    MINITCOND = '0',
    MFINALFUNC = public.result,
    MFINALFUNC_EXTRA,
    MFINALFUNC_MODIFY = SHAREABLE
);
ALTER AGGREGATE public.moving_sum(integer) OWNER TO postgres;

-- aggregate public.plain_moving_sum(integer)
CREATE AGGREGATE public.plain_moving_sum(integer) (
    SFUNC = public.plus,
    STYPE = integer,
    MSFUNC = public.plus,
    MINVFUNC = public.minus,
    MSTYPE = integer
);
ALTER AGGREGATE public.plain_moving_sum(integer) OWNER TO postgres;
