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
-- Types
--------------------------------------------------------------------------------

-- function public.valid(text)
CREATE FUNCTION public.valid(text)
    RETURNS boolean
    LANGUAGE sql
    AS $$SELECT true$$;
ALTER FUNCTION public.valid(text) OWNER TO postgres;

-- domain public.by_function
CREATE DOMAIN public.by_function AS text
    CONSTRAINT by_function_check CHECK (public.valid(VALUE));
ALTER DOMAIN public.by_function OWNER TO postgres;

-- domain public.positive
CREATE DOMAIN public.positive AS integer
    NOT NULL
    CONSTRAINT positive_check CHECK (VALUE > 0);
ALTER DOMAIN public.positive OWNER TO postgres;

-- domain public.over
CREATE DOMAIN public.over AS public.positive DEFAULT 5
    CONSTRAINT small CHECK ((VALUE)::integer < 100);
ALTER DOMAIN public.over OWNER TO postgres;

-- domain public.plain
CREATE DOMAIN public.plain AS integer;
ALTER DOMAIN public.plain OWNER TO pg_monitor;
REVOKE ALL ON TYPE public.plain FROM PUBLIC;

-- domain public.texts
CREATE DOMAIN public.texts AS character varying(20)[] DEFAULT '{}'::character varying[]
    CONSTRAINT "Not Empty" CHECK (cardinality(VALUE) > 0);
ALTER DOMAIN public.texts OWNER TO postgres;

-- domain public.unchecked
CREATE DOMAIN public.unchecked AS integer;
ALTER DOMAIN public.unchecked OWNER TO postgres;

-- domain public.word
CREATE DOMAIN public.word AS text COLLATE "C" DEFAULT ('it''s'::text || (now())::text)
    CONSTRAINT a_first CHECK (length(VALUE) > 1)
    CONSTRAINT z_last CHECK (VALUE ~ '^\w+$'::text);
COMMENT ON CONSTRAINT z_last ON DOMAIN public.word IS 'letters only';
ALTER DOMAIN public.word OWNER TO postgres;
COMMENT ON DOMAIN public.word IS 'a word';
GRANT ALL ON TYPE public.word TO pg_monitor;


--------------------------------------------------------------------------------
-- Constraints between tables
--------------------------------------------------------------------------------

ALTER DOMAIN public.unchecked ADD CONSTRAINT later CHECK (VALUE <> 0) NOT VALID;
