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
-- Languages and access methods
--------------------------------------------------------------------------------

-- function public."Inline"(internal)
CREATE FUNCTION public."Inline"(internal)
    RETURNS void
    LANGUAGE c
    AS '$libdir/plpgsql', 'plpgsql_inline_handler';
ALTER FUNCTION public."Inline"(internal) OWNER TO postgres;

-- function public.handler()
CREATE FUNCTION public.handler()
    RETURNS language_handler
    LANGUAGE c
    AS '$libdir/plpgsql', 'plpgsql_call_handler';
ALTER FUNCTION public.handler() OWNER TO postgres;

-- function public.validator(oid)
CREATE FUNCTION public.validator(oid)
    RETURNS void
    LANGUAGE c
    AS '$libdir/plpgsql', 'plpgsql_validator';
ALTER FUNCTION public.validator(oid) OWNER TO postgres;

-- language "Full"
CREATE TRUSTED LANGUAGE "Full"
    HANDLER public.handler
    INLINE public."Inline"
    VALIDATOR public.validator;
ALTER LANGUAGE "Full" OWNER TO postgres;
REVOKE ALL ON LANGUAGE "Full" FROM PUBLIC;

-- language bare
CREATE LANGUAGE bare
    HANDLER public.handler;
ALTER LANGUAGE bare OWNER TO pg_monitor;
COMMENT ON LANGUAGE bare IS 'handles calls, no more';


--------------------------------------------------------------------------------
-- Functions
--------------------------------------------------------------------------------

-- function public.in_it()
CREATE FUNCTION public.in_it()
    RETURNS integer
    LANGUAGE "Full"
    AS $$BEGIN RETURN 1; END$$;
ALTER FUNCTION public.in_it() OWNER TO postgres;
