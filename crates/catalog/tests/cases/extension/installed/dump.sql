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

-- schema "Odd ext"
CREATE SCHEMA "Odd ext";
ALTER SCHEMA "Odd ext" OWNER TO postgres;


--------------------------------------------------------------------------------
-- Extensions
--------------------------------------------------------------------------------

-- extension citext
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
COMMENT ON EXTENSION citext IS 'ours now';

-- extension hstore
CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA "Odd ext";
COMMENT ON EXTENSION hstore IS 'data type for storing sets of (key, value) pairs';

-- extension pg_trgm
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table public.uses
CREATE TABLE public.uses (
    name public.citext,
    pairs "Odd ext".hstore
);
ALTER TABLE public.uses OWNER TO postgres;
