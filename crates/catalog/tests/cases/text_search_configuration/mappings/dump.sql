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

-- text search parser "Odd app"."Odd parser"
CREATE TEXT SEARCH PARSER "Odd app"."Odd parser" (
    START = prsd_start,
    GETTOKEN = prsd_nexttoken,
    END = prsd_end,
    LEXTYPES = prsd_lextype
);

-- text search dictionary "Odd app"."Odd one"
CREATE TEXT SEARCH DICTIONARY "Odd app"."Odd one" (
    TEMPLATE = pg_catalog.simple
);
ALTER TEXT SEARCH DICTIONARY "Odd app"."Odd one" OWNER TO postgres;

-- text search configuration "Odd app"."Odd configuration"
CREATE TEXT SEARCH CONFIGURATION "Odd app"."Odd configuration" (PARSER = "Odd app"."Odd parser");
ALTER TEXT SEARCH CONFIGURATION "Odd app"."Odd configuration"
    ADD MAPPING FOR asciiword, email, url
    WITH "Odd app"."Odd one", english_stem, simple;
ALTER TEXT SEARCH CONFIGURATION "Odd app"."Odd configuration"
    ADD MAPPING FOR word
    WITH simple, "Odd app"."Odd one";
ALTER TEXT SEARCH CONFIGURATION "Odd app"."Odd configuration" OWNER TO postgres;

-- text search configuration public.bare
CREATE TEXT SEARCH CONFIGURATION public.bare (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION public.bare OWNER TO alice;
COMMENT ON TEXT SEARCH CONFIGURATION public.bare IS 'finds nothing';

-- text search configuration public.copied
CREATE TEXT SEARCH CONFIGURATION public.copied (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION public.copied
    ADD MAPPING FOR asciiword, word, hword_part, hword_asciipart, asciihword, hword
    WITH english_stem;
ALTER TEXT SEARCH CONFIGURATION public.copied
    ADD MAPPING FOR numword, email, url, host, sfloat, version, hword_numpart, numhword, url_path, file, "float", "int", uint
    WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.copied OWNER TO postgres;
