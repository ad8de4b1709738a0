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

-- schema app
CREATE SCHEMA app;
ALTER SCHEMA app OWNER TO alice;
GRANT USAGE ON SCHEMA app TO bob;


--------------------------------------------------------------------------------
-- Types
--------------------------------------------------------------------------------

-- enum app.e
CREATE TYPE app.e AS ENUM (
    'a',
    'b'
);
ALTER TYPE app.e OWNER TO postgres;
REVOKE ALL ON TYPE app.e FROM PUBLIC;


--------------------------------------------------------------------------------
-- Functions
--------------------------------------------------------------------------------

-- function app.f(integer)
CREATE FUNCTION app.f(integer)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT 1$$;
ALTER FUNCTION app.f(integer) OWNER TO postgres;
REVOKE ALL ON FUNCTION app.f(integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.f(integer) TO bob;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table app.t
CREATE TABLE app.t (
    a integer,
    b integer
);
GRANT INSERT (a), UPDATE (a) ON TABLE app.t TO PUBLIC;
GRANT INSERT (b) ON TABLE app.t TO PUBLIC;
ALTER TABLE app.t OWNER TO alice;
REVOKE DELETE ON TABLE app.t FROM alice;
GRANT SELECT ON TABLE app.t TO bob WITH GRANT OPTION;
SET SESSION AUTHORIZATION bob;
GRANT SELECT ON TABLE app.t TO "Odd role";
RESET SESSION AUTHORIZATION;


--------------------------------------------------------------------------------
-- Privileges
--------------------------------------------------------------------------------

-- default privileges FOR ROLE alice IN SCHEMA app ON TABLES
ALTER DEFAULT PRIVILEGES FOR ROLE alice IN SCHEMA app GRANT SELECT ON TABLES TO bob;

-- default privileges FOR ROLE alice ON FUNCTIONS
ALTER DEFAULT PRIVILEGES FOR ROLE alice REVOKE ALL ON FUNCTIONS FROM PUBLIC;
