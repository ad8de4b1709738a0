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

-- enum public."Odd"
CREATE TYPE public."Odd" AS ENUM (
    'it''s',
    E'back\\slash',
    'Two Words',
    '',
    '1'
);
ALTER TYPE public."Odd" OWNER TO pg_monitor;
REVOKE ALL ON TYPE public."Odd" FROM PUBLIC;

-- enum public.mood
CREATE TYPE public.mood AS ENUM (
    'desperate',
    'sad',
    'ok',
    'content',
    'happy'
);
ALTER TYPE public.mood OWNER TO postgres;
COMMENT ON TYPE public.mood IS 'how it is';
GRANT ALL ON TYPE public.mood TO pg_monitor WITH GRANT OPTION;

-- enum public.nothing
CREATE TYPE public.nothing AS ENUM ();
ALTER TYPE public.nothing OWNER TO postgres;
