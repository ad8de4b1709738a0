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
-- Extensions
--------------------------------------------------------------------------------

-- extension seg
CREATE EXTENSION IF NOT EXISTS seg WITH SCHEMA public;
COMMENT ON EXTENSION seg IS 'data type for representing line segments or floating-point intervals';


--------------------------------------------------------------------------------
-- Functions
--------------------------------------------------------------------------------

-- function public.sees(integer)
CREATE FUNCTION public.sees(integer)
    RETURNS boolean
    LANGUAGE sql
    AS $$SELECT true$$;
ALTER FUNCTION public.sees(integer) OWNER TO postgres;


--------------------------------------------------------------------------------
-- Privileges
--------------------------------------------------------------------------------

-- member change aggregate public.total(integer)
REVOKE ALL ON FUNCTION public.total(integer) FROM PUBLIC;

-- member change foreign table public.far
GRANT SELECT ON TABLE public.far TO bob;

-- member change foreign-data wrapper own
GRANT ALL ON FOREIGN DATA WRAPPER own TO bob;

-- member change materialized view public.m
GRANT SELECT ON TABLE public.m TO bob;

-- member change procedure public.refresh(integer)
GRANT ALL ON PROCEDURE public.refresh(integer) TO bob;

-- member change schema own
GRANT USAGE ON SCHEMA own TO bob;

-- member change sequence public."Kept_id"
GRANT USAGE ON SEQUENCE public."Kept_id" TO bob;

-- member change server own
GRANT ALL ON FOREIGN SERVER own TO bob;

-- member change table column public."Kept"."Odd column"
GRANT SELECT ("Odd column"), UPDATE ("Odd column") ON TABLE public."Kept" TO bob;

-- member change table public."Kept"
GRANT SELECT ON TABLE public."Kept" TO alice;
DROP POLICY IF EXISTS "Odd policy" ON public."Kept";
CREATE POLICY "Odd policy" ON public."Kept"
    AS RESTRICTIVE
    FOR UPDATE
    TO alice, bob
    USING (public.sees(id))
    WITH CHECK ("Odd column" <> ''::text);
COMMENT ON POLICY "Odd policy" ON public."Kept" IS 'kept';
ALTER TABLE public."Kept" ENABLE ROW LEVEL SECURITY;
ALTER TABLE public."Kept" FORCE ROW LEVEL SECURITY;
