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
-- Collations and conversions
--------------------------------------------------------------------------------

-- collation public."Two"
CREATE COLLATION public."Two" (
    PROVIDER = libc,
    LC_COLLATE = 'C',
    LC_CTYPE = 'POSIX'
);
ALTER COLLATION public."Two" OWNER TO postgres;

-- collation public.german
CREATE COLLATION public.german (
    PROVIDER = icu,
    LOCALE = 'de-u-co-phonebk'
);
ALTER COLLATION public.german OWNER TO postgres;
COMMENT ON COLLATION public.german IS 'as in a telephone book';

-- collation public.insensitive
CREATE COLLATION public.insensitive (
    PROVIDER = icu,
    LOCALE = 'und-u-ks-level2',
    DETERMINISTIC = false
);
ALTER COLLATION public.insensitive OWNER TO postgres;

-- collation public.plain
CREATE COLLATION public.plain (
    PROVIDER = libc,
    LOCALE = 'C'
);
ALTER COLLATION public.plain OWNER TO pg_monitor;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table public.uses
CREATE TABLE public.uses (
    a text COLLATE public.insensitive
);
ALTER TABLE public.uses OWNER TO postgres;
