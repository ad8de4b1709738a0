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
-- Types
--------------------------------------------------------------------------------

-- domain public.by_default
CREATE DOMAIN public.by_default AS integer
    NOT NULL;
ALTER DOMAIN public.by_default OWNER TO postgres;

-- domain public.commented
CREATE DOMAIN public.commented AS integer
    CONSTRAINT commented_not_null NOT NULL;
COMMENT ON CONSTRAINT commented_not_null ON DOMAIN public.commented IS 'why not';
ALTER DOMAIN public.commented OWNER TO postgres;

-- domain public.named
CREATE DOMAIN public.named AS integer
    CONSTRAINT "given Name" NOT NULL
    CONSTRAINT named_check CHECK (VALUE > 0);
ALTER DOMAIN public.named OWNER TO postgres;
