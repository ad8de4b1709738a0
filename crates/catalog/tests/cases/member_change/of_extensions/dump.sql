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
GRANT USAGE ON SCHEMA "Odd ext" TO alice;


--------------------------------------------------------------------------------
-- Extensions
--------------------------------------------------------------------------------

-- extension hstore
CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA "Odd ext";
COMMENT ON EXTENSION hstore IS 'data type for storing sets of (key, value) pairs';

-- extension pg_stat_statements
CREATE EXTENSION IF NOT EXISTS pg_stat_statements WITH SCHEMA "Odd ext";
COMMENT ON EXTENSION pg_stat_statements IS 'track planning and execution statistics of all SQL statements executed';

-- extension postgres_fdw
CREATE EXTENSION IF NOT EXISTS postgres_fdw WITH SCHEMA public;
COMMENT ON EXTENSION postgres_fdw IS 'foreign-data wrapper for remote PostgreSQL servers';


--------------------------------------------------------------------------------
-- Privileges
--------------------------------------------------------------------------------

-- member change foreign-data wrapper postgres_fdw
GRANT ALL ON FOREIGN DATA WRAPPER postgres_fdw TO alice;

-- member change function "Odd ext".hstore(pg_catalog.text,pg_catalog.text)
REVOKE ALL ON FUNCTION "Odd ext".hstore(pg_catalog.text,pg_catalog.text) FROM PUBLIC;

-- member change function "Odd ext".pg_stat_statements_reset(pg_catalog.oid,pg_catalog.oid,bigint)
GRANT ALL ON FUNCTION "Odd ext".pg_stat_statements_reset(pg_catalog.oid,pg_catalog.oid,bigint) TO alice WITH GRANT OPTION;
SET SESSION AUTHORIZATION alice;
GRANT ALL ON FUNCTION "Odd ext".pg_stat_statements_reset(pg_catalog.oid,pg_catalog.oid,bigint) TO bob;
RESET SESSION AUTHORIZATION;

-- member change type "Odd ext".hstore
REVOKE ALL ON TYPE "Odd ext".hstore FROM PUBLIC;
GRANT ALL ON TYPE "Odd ext".hstore TO alice;

-- member change view "Odd ext".pg_stat_statements
REVOKE SELECT ON TABLE "Odd ext".pg_stat_statements FROM PUBLIC;

-- member change view column "Odd ext".pg_stat_statements.query
GRANT SELECT (query) ON TABLE "Odd ext".pg_stat_statements TO bob;
