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

-- composite type public.empty
CREATE TYPE public.empty AS ();
ALTER TYPE public.empty OWNER TO postgres;

-- composite type public.inner_type
CREATE TYPE public.inner_type AS (
    x integer,
    y numeric(10,2)
);
ALTER TYPE public.inner_type OWNER TO pg_monitor;
REVOKE ALL ON TYPE public.inner_type FROM PUBLIC;

-- composite type public.outer_type
CREATE TYPE public.outer_type AS (
    a character varying(20) COLLATE "C",
    "B c" public.inner_type,
    d public.inner_type[],
    e timestamp(3) with time zone
);
COMMENT ON COLUMN public.outer_type.a IS 'an attribute';
ALTER TYPE public.outer_type OWNER TO postgres;
COMMENT ON TYPE public.outer_type IS 'holds the other';
