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
    LEXTYPES = prsd_lextype,
    HEADLINE = prsd_headline
);

-- text search parser public.plain
CREATE TEXT SEARCH PARSER public.plain (
    START = prsd_start,
    GETTOKEN = prsd_nexttoken,
    END = prsd_end,
    LEXTYPES = prsd_lextype
);
COMMENT ON TEXT SEARCH PARSER public.plain IS 'no headlines';
