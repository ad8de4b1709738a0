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
-- Text search
--------------------------------------------------------------------------------

-- text search dictionary public.short
CREATE TEXT SEARCH DICTIONARY public.short (
    TEMPLATE = pg_catalog.simple,
    stopwords = 'english'
);
ALTER TEXT SEARCH DICTIONARY public.short OWNER TO postgres;

-- text search configuration public.mine
CREATE TEXT SEARCH CONFIGURATION public.mine (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION public.mine
    ADD MAPPING FOR asciiword, word
    WITH public.short, english_stem;
ALTER TEXT SEARCH CONFIGURATION public.mine
    ADD MAPPING FOR numword, email, host, sfloat, version, hword_numpart, numhword, url_path, file, "float", "int", uint
    WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.mine
    ADD MAPPING FOR hword_part, hword_asciipart, asciihword, hword
    WITH english_stem;
ALTER TEXT SEARCH CONFIGURATION public.mine OWNER TO postgres;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table public.t
CREATE TABLE public.t (
    body text,
    found tsvector GENERATED ALWAYS AS (to_tsvector('public.mine'::regconfig, body)) STORED
);
ALTER TABLE public.t OWNER TO postgres;

CREATE INDEX t_to_tsvector_idx ON public.t USING gin (to_tsvector('public.mine'::regconfig, body));
