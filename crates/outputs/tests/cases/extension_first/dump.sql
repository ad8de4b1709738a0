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

-- schema ext
CREATE SCHEMA ext;
ALTER SCHEMA ext OWNER TO postgres;


--------------------------------------------------------------------------------
-- Extensions
--------------------------------------------------------------------------------

-- extension citext
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA ext;
COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';

-- extension hstore
CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA public;
COMMENT ON EXTENSION hstore IS 'ours';


--------------------------------------------------------------------------------
-- Functions
--------------------------------------------------------------------------------

-- function public.a_function(ext.citext)
CREATE FUNCTION public.a_function(ext.citext)
    RETURNS public.hstore
    LANGUAGE sql
    AS $$SELECT NULL::public.hstore$$;
ALTER FUNCTION public.a_function(ext.citext) OWNER TO postgres;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table public.a
CREATE TABLE public.a (
    name ext.citext NOT NULL,
    more public.hstore DEFAULT '"a"=>"1"'::public.hstore,
    CONSTRAINT a_pkey PRIMARY KEY (name)
);
ALTER TABLE public.a OWNER TO postgres;

CREATE INDEX a_more_idx ON public.a USING gin (more);
