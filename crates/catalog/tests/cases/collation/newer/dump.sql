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

-- collation public.built_in
CREATE COLLATION public.built_in (
    PROVIDER = builtin,
    LOCALE = 'C.UTF-8'
);
ALTER COLLATION public.built_in OWNER TO postgres;

-- collation public.tailored
CREATE COLLATION public.tailored (
    PROVIDER = icu,
    LOCALE = 'und',
    RULES = '&V << w <<< W'
);
ALTER COLLATION public.tailored OWNER TO postgres;
