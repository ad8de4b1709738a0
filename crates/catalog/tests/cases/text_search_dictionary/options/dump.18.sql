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

-- schema "Odd app"
CREATE SCHEMA "Odd app";
ALTER SCHEMA "Odd app" OWNER TO postgres;


--------------------------------------------------------------------------------
-- Text search
--------------------------------------------------------------------------------

-- text search template "Odd app"."Odd template"
CREATE TEXT SEARCH TEMPLATE "Odd app"."Odd template" (LEXIZE = dsimple_lexize);

-- text search dictionary "Odd app"."Odd one"
CREATE TEXT SEARCH DICTIONARY "Odd app"."Odd one" (
    TEMPLATE = pg_catalog.snowball,
    language = 'english',
    stopwords = 'english'
);
ALTER TEXT SEARCH DICTIONARY "Odd app"."Odd one" OWNER TO postgres;

-- text search dictionary public.accepting
CREATE TEXT SEARCH DICTIONARY public.accepting (
    TEMPLATE = pg_catalog.simple,
    accept = 'false',
    stopwords = 'english'
);
ALTER TEXT SEARCH DICTIONARY public.accepting OWNER TO postgres;

-- text search dictionary public.bare
CREATE TEXT SEARCH DICTIONARY public.bare (
    TEMPLATE = pg_catalog.simple
);
ALTER TEXT SEARCH DICTIONARY public.bare OWNER TO alice;
COMMENT ON TEXT SEARCH DICTIONARY public.bare IS 'simple enough';

-- text search dictionary public.of_own_template
CREATE TEXT SEARCH DICTIONARY public.of_own_template (
    TEMPLATE = "Odd app"."Odd template"
);
ALTER TEXT SEARCH DICTIONARY public.of_own_template OWNER TO postgres;
