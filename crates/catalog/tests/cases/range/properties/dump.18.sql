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

-- schema other
CREATE SCHEMA other;
ALTER SCHEMA other OWNER TO postgres;


--------------------------------------------------------------------------------
-- Types
--------------------------------------------------------------------------------

-- range public."Text"
CREATE TYPE public."Text" AS RANGE (
    SUBTYPE = text,
    SUBTYPE_OPCLASS = pg_catalog.text_pattern_ops,
    COLLATION = "C",
    MULTIRANGE_TYPE_NAME = other."Texts"
);
ALTER TYPE public."Text" OWNER TO pg_monitor;

-- range public.even, for now
CREATE TYPE public.even;

-- function public.rounded(public.even)
CREATE FUNCTION public.rounded(public.even)
    RETURNS public.even
    LANGUAGE internal IMMUTABLE STRICT
    AS 'int4range_canonical';
ALTER FUNCTION public.rounded(public.even) OWNER TO postgres;

-- range public.even
CREATE TYPE public.even AS RANGE (
    SUBTYPE = integer,
    CANONICAL = public.rounded,
    MULTIRANGE_TYPE_NAME = public.evens
);
ALTER TYPE public.even OWNER TO postgres;

-- range public.plain_range
CREATE TYPE public.plain_range AS RANGE (
    SUBTYPE = double precision
);
ALTER TYPE public.plain_range OWNER TO postgres;

-- range public.span
CREATE TYPE public.span AS RANGE (
    SUBTYPE = double precision,
    SUBTYPE_DIFF = float8mi
);
ALTER TYPE public.span OWNER TO postgres;
COMMENT ON TYPE public.span IS 'from here to there';
REVOKE ALL ON TYPE public.span FROM PUBLIC;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table public.uses
CREATE TABLE public.uses (
    a public.span,
    b public.span_multirange,
    c public.evens
);
ALTER TABLE public.uses OWNER TO postgres;
