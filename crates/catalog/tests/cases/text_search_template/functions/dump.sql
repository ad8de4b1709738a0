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
-- Schemas
--------------------------------------------------------------------------------

-- schema "Odd app"
CREATE SCHEMA "Odd app";
ALTER SCHEMA "Odd app" OWNER TO postgres;


--------------------------------------------------------------------------------
-- Text search
--------------------------------------------------------------------------------

-- text search template "Odd app"."Odd template"
CREATE TEXT SEARCH TEMPLATE "Odd app"."Odd template" (INIT = dsimple_init, LEXIZE = dsimple_lexize);

-- text search template public.plain
CREATE TEXT SEARCH TEMPLATE public.plain (LEXIZE = dsimple_lexize);
COMMENT ON TEXT SEARCH TEMPLATE public.plain IS 'without options';
