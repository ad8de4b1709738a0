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
-- Publications and subscriptions
--------------------------------------------------------------------------------

-- subscription default_of
CREATE SUBSCRIPTION default_of
    CONNECTION 'host=secret-left-out'
    PUBLICATION p
    WITH (connect = false, streaming = parallel);
ALTER SUBSCRIPTION default_of OWNER TO postgres;

-- subscription full_of
CREATE SUBSCRIPTION full_of
    CONNECTION 'host=secret-left-out'
    PUBLICATION p
    WITH (connect = false, streaming = parallel, two_phase = true, disable_on_error = true, password_required = false, run_as_owner = true, failover = true, origin = none);
ALTER SUBSCRIPTION full_of OWNER TO postgres;
