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
-- Tables
--------------------------------------------------------------------------------

-- table public.t
CREATE TABLE public.t (
    owner name,
    a integer
);
ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.t FORCE ROW LEVEL SECURITY;
ALTER TABLE public.t OWNER TO postgres;

CREATE POLICY add ON public.t FOR INSERT TO "Odd role" WITH CHECK (a > 0);

CREATE POLICY change ON public.t
    AS RESTRICTIVE
    FOR UPDATE
    USING (a > 0)
    WITH CHECK (EXISTS ( SELECT
   FROM public.t t2
  WHERE (t2.a > t.a)));

CREATE POLICY everything ON public.t;
CREATE POLICY own ON public.t FOR SELECT TO alice, bob USING (owner = CURRENT_USER);
COMMENT ON POLICY own ON public.t IS 'one''s own';
