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
-- Publications and subscriptions
--------------------------------------------------------------------------------

-- subscription "Odd one"
CREATE SUBSCRIPTION "Odd one"
    CONNECTION 'host=secret-left-out'
    PUBLICATION "P", a
    WITH (connect = false, slot_name = NONE, streaming = on, binary = true, synchronous_commit = remote_apply);
ALTER SUBSCRIPTION "Odd one" OWNER TO postgres;

-- subscription bare
CREATE SUBSCRIPTION bare
    CONNECTION 'host=secret-left-out'
    PUBLICATION p
    WITH (connect = false, streaming = off);
ALTER SUBSCRIPTION bare OWNER TO postgres;
COMMENT ON SUBSCRIPTION bare IS 'not much';

-- subscription slotted
CREATE SUBSCRIPTION slotted
    CONNECTION 'host=secret-left-out'
    PUBLICATION p
    WITH (connect = false, slot_name = 'its_slot', streaming = off);
ALTER SUBSCRIPTION slotted OWNER TO postgres;
