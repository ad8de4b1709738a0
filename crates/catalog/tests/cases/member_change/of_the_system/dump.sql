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
-- Privileges
--------------------------------------------------------------------------------

-- member change function pg_catalog.pg_ls_dir(pg_catalog.text)
GRANT ALL ON FUNCTION pg_catalog.pg_ls_dir(pg_catalog.text) TO alice;

-- member change function pg_catalog.pg_sleep(double precision)
REVOKE ALL ON FUNCTION pg_catalog.pg_sleep(double precision) FROM PUBLIC;

-- member change language plpgsql
REVOKE ALL ON LANGUAGE plpgsql FROM PUBLIC;

-- member change language sql
REVOKE ALL ON LANGUAGE sql FROM PUBLIC;

-- member change schema pg_catalog
GRANT CREATE ON SCHEMA pg_catalog TO bob;

-- member change table column pg_catalog.pg_authid.oid
GRANT REFERENCES (oid) ON TABLE pg_catalog.pg_authid TO alice WITH GRANT OPTION;

-- member change table column pg_catalog.pg_authid.rolname
GRANT SELECT (rolname) ON TABLE pg_catalog.pg_authid TO alice WITH GRANT OPTION;

-- member change table column pg_catalog.pg_subscription.subname
REVOKE SELECT (subname) ON TABLE pg_catalog.pg_subscription FROM PUBLIC;

-- member change table pg_catalog.pg_authid
GRANT SELECT ON TABLE pg_catalog.pg_authid TO bob;

-- member change type pg_catalog.int8
REVOKE ALL ON TYPE pg_catalog.int8 FROM PUBLIC;

-- member change view pg_catalog.pg_roles
REVOKE SELECT ON TABLE pg_catalog.pg_roles FROM PUBLIC;
