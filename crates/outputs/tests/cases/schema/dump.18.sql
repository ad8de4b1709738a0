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
-- Schemas
--------------------------------------------------------------------------------

-- schema "Odd ""one"" -- \"
CREATE SCHEMA "Odd ""one"" -- \";
ALTER SCHEMA "Odd ""one"" -- \" OWNER TO postgres;

-- schema app
CREATE SCHEMA app;
ALTER SCHEMA app OWNER TO alice;
COMMENT ON SCHEMA app IS 'It''s the application''s';
GRANT USAGE ON SCHEMA app TO bob WITH GRANT OPTION;

-- schema public
COMMENT ON SCHEMA public IS 'ours';
REVOKE USAGE ON SCHEMA public FROM PUBLIC;
