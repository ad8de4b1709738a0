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
-- Views
--------------------------------------------------------------------------------

-- view public.one, for now
CREATE VIEW public.one AS
SELECT NULL::integer AS a,
    NULL::text AS b;

-- view public.two
CREATE VIEW public.two AS
 SELECT one.a,
    one.b
   FROM public.one;
ALTER VIEW public.two OWNER TO postgres;

-- view public.one
CREATE OR REPLACE VIEW public.one AS
 SELECT two.a,
    two.b
   FROM public.two;
ALTER VIEW public.one OWNER TO postgres;
COMMENT ON VIEW public.one IS 'goes round';

-- view public.three
CREATE VIEW public.three AS
 SELECT count(*) AS count
   FROM public.two;
ALTER VIEW public.three OWNER TO postgres;
