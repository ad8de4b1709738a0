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

-- schema "Odd app"
CREATE SCHEMA "Odd app";
ALTER SCHEMA "Odd app" OWNER TO postgres;


--------------------------------------------------------------------------------
-- Extensions
--------------------------------------------------------------------------------

-- extension postgres_fdw
CREATE EXTENSION IF NOT EXISTS postgres_fdw WITH SCHEMA public;
COMMENT ON EXTENSION postgres_fdw IS 'foreign-data wrapper for remote PostgreSQL servers';


--------------------------------------------------------------------------------
-- Foreign data
--------------------------------------------------------------------------------

-- function "Odd app"."check"(text[], oid)
CREATE FUNCTION "Odd app"."check"(text[], oid)
    RETURNS void
    LANGUAGE plpgsql
    AS $$BEGIN END$$;
ALTER FUNCTION "Odd app"."check"(text[], oid) OWNER TO postgres;

-- function "Odd app".make()
CREATE FUNCTION "Odd app".make()
    RETURNS fdw_handler
    LANGUAGE c
    AS '$libdir/postgres_fdw', 'postgres_fdw_handler';
ALTER FUNCTION "Odd app".make() OWNER TO postgres;

-- foreign-data wrapper "Odd wrapper"
CREATE FOREIGN DATA WRAPPER "Odd wrapper"
    HANDLER "Odd app".make
    VALIDATOR "Odd app"."check"
    OPTIONS (
        "Odd option" E'it''s \\ a = b',
        api_key 'secret-left-out',
        debug 'true',
        "user" ''
    );
ALTER FOREIGN DATA WRAPPER "Odd wrapper" OWNER TO postgres;
REVOKE ALL ON FOREIGN DATA WRAPPER "Odd wrapper" FROM postgres;

-- foreign-data wrapper plain
CREATE FOREIGN DATA WRAPPER plain;
ALTER FOREIGN DATA WRAPPER plain OWNER TO postgres;
COMMENT ON FOREIGN DATA WRAPPER plain IS 'nothing but a name';
GRANT ALL ON FOREIGN DATA WRAPPER plain TO alice WITH GRANT OPTION;
GRANT ALL ON FOREIGN DATA WRAPPER plain TO PUBLIC;
