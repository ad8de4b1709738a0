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

-- schema other
CREATE SCHEMA other;
ALTER SCHEMA other OWNER TO postgres;


--------------------------------------------------------------------------------
-- Collations and conversions
--------------------------------------------------------------------------------

-- conversion other."Back"
CREATE DEFAULT CONVERSION other."Back" FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
ALTER CONVERSION other."Back" OWNER TO postgres;

-- conversion public.latin
CREATE CONVERSION public.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
ALTER CONVERSION public.latin OWNER TO pg_monitor;
COMMENT ON CONVERSION public.latin IS 'to UTF8';
