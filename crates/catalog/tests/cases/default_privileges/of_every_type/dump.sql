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
-- Privileges
--------------------------------------------------------------------------------

-- default privileges FOR ROLE "Odd role" ON SCHEMAS
ALTER DEFAULT PRIVILEGES FOR ROLE "Odd role" GRANT USAGE ON SCHEMAS TO PUBLIC;

-- default privileges FOR ROLE alice IN SCHEMA "Odd app" ON FUNCTIONS
ALTER DEFAULT PRIVILEGES FOR ROLE alice IN SCHEMA "Odd app" GRANT ALL ON FUNCTIONS TO bob;

-- default privileges FOR ROLE alice IN SCHEMA "Odd app" ON SEQUENCES
ALTER DEFAULT PRIVILEGES FOR ROLE alice IN SCHEMA "Odd app" GRANT USAGE ON SEQUENCES TO bob;

-- default privileges FOR ROLE alice IN SCHEMA "Odd app" ON TABLES
ALTER DEFAULT PRIVILEGES FOR ROLE alice IN SCHEMA "Odd app" GRANT INSERT ON TABLES TO "Odd role";
ALTER DEFAULT PRIVILEGES FOR ROLE alice IN SCHEMA "Odd app" GRANT SELECT ON TABLES TO "Odd role" WITH GRANT OPTION;

-- default privileges FOR ROLE alice IN SCHEMA "Odd app" ON TYPES
ALTER DEFAULT PRIVILEGES FOR ROLE alice IN SCHEMA "Odd app" GRANT ALL ON TYPES TO bob;

-- default privileges FOR ROLE alice ON FUNCTIONS
ALTER DEFAULT PRIVILEGES FOR ROLE alice REVOKE ALL ON FUNCTIONS FROM PUBLIC;

-- default privileges FOR ROLE alice ON SEQUENCES
ALTER DEFAULT PRIVILEGES FOR ROLE alice GRANT ALL ON SEQUENCES TO bob WITH GRANT OPTION;

-- default privileges FOR ROLE alice ON TABLES
ALTER DEFAULT PRIVILEGES FOR ROLE alice REVOKE TRUNCATE ON TABLES FROM alice;
ALTER DEFAULT PRIVILEGES FOR ROLE alice GRANT SELECT, UPDATE ON TABLES TO bob;
ALTER DEFAULT PRIVILEGES FOR ROLE alice GRANT SELECT, UPDATE ON TABLES TO PUBLIC;

-- default privileges FOR ROLE alice ON TYPES
ALTER DEFAULT PRIVILEGES FOR ROLE alice REVOKE ALL ON TYPES FROM alice;
ALTER DEFAULT PRIVILEGES FOR ROLE alice REVOKE ALL ON TYPES FROM PUBLIC;
