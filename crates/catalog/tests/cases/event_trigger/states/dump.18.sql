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

-- schema "Odd app"
CREATE SCHEMA "Odd app";
ALTER SCHEMA "Odd app" OWNER TO postgres;


--------------------------------------------------------------------------------
-- Functions
--------------------------------------------------------------------------------

-- function "Odd app".note()
CREATE FUNCTION "Odd app".note()
    RETURNS event_trigger
    LANGUAGE plpgsql
    AS $$BEGIN END$$;
ALTER FUNCTION "Odd app".note() OWNER TO postgres;


--------------------------------------------------------------------------------
-- Event triggers
--------------------------------------------------------------------------------

-- event trigger "Odd one"
CREATE EVENT TRIGGER "Odd one"
    ON sql_drop
    WHEN TAG IN ('DROP TABLE', 'ALTER TABLE')
    EXECUTE FUNCTION "Odd app".note();
ALTER EVENT TRIGGER "Odd one" OWNER TO postgres;

-- event trigger always
CREATE EVENT TRIGGER always ON ddl_command_end EXECUTE FUNCTION "Odd app".note();
ALTER EVENT TRIGGER always ENABLE ALWAYS;
ALTER EVENT TRIGGER always OWNER TO postgres;

-- event trigger bare
CREATE EVENT TRIGGER bare ON ddl_command_start EXECUTE FUNCTION "Odd app".note();
ALTER EVENT TRIGGER bare OWNER TO postgres;
COMMENT ON EVENT TRIGGER bare IS 'notes';

-- event trigger off
CREATE EVENT TRIGGER off ON table_rewrite EXECUTE FUNCTION "Odd app".note();
ALTER EVENT TRIGGER off DISABLE;
ALTER EVENT TRIGGER off OWNER TO postgres;

-- event trigger replica
CREATE EVENT TRIGGER replica ON ddl_command_end EXECUTE FUNCTION "Odd app".note();
ALTER EVENT TRIGGER replica ENABLE REPLICA;
ALTER EVENT TRIGGER replica OWNER TO postgres;
