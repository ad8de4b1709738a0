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
-- Functions
--------------------------------------------------------------------------------

-- function public.body(integer, integer)
CREATE FUNCTION public.body(a integer, b integer DEFAULT 3)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
    RETURN (a + b);
ALTER FUNCTION public.body(integer, integer) OWNER TO postgres;

-- function public.careful()
CREATE FUNCTION public.careful()
    RETURNS integer
    LANGUAGE plpgsql STRICT SECURITY DEFINER LEAKPROOF PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'Odd'
    SET work_mem TO '1MB'
    AS $$BEGIN RETURN 1; END$$;
ALTER FUNCTION public.careful() OWNER TO postgres;

-- function public.f(integer)
CREATE FUNCTION public.f(integer)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT $1$$;
ALTER FUNCTION public.f(integer) OWNER TO alice;
COMMENT ON FUNCTION public.f(integer) IS 'one of two';

-- function public.f(text[])
CREATE FUNCTION public.f(VARIADIC text[])
    RETURNS TABLE (a integer, b text)
    LANGUAGE sql
    COST 5
    ROWS 7
    AS $_$ SELECT 1, '$$'::text $_$;
ALTER FUNCTION public.f(text[]) OWNER TO postgres;

-- function public.uses_body()
CREATE FUNCTION public.uses_body()
    RETURNS integer
    LANGUAGE sql
BEGIN ATOMIC
 SELECT public.body(1) AS body;
 SELECT
         CASE
             WHEN true THEN public.f(2)
             ELSE NULL::integer
         END AS "case";
END;
ALTER FUNCTION public.uses_body() OWNER TO postgres;

-- procedure public.p(integer, text)
CREATE PROCEDURE public.p(INOUT a integer, b text DEFAULT 'x;y'::text)
    LANGUAGE plpgsql
    AS $$ BEGIN PERFORM later_table; END $$;
ALTER PROCEDURE public.p(INOUT integer, IN text) OWNER TO postgres;

-- aggregate public.total(integer)
CREATE AGGREGATE public.total(integer) (
    SFUNC = int4pl,
    STYPE = integer,
    INITCOND = '0',
    COMBINEFUNC = int4pl,
    PARALLEL = SAFE
);
ALTER AGGREGATE public.total(integer) OWNER TO postgres;
