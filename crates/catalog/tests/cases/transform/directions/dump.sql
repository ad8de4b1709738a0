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
-- Types
--------------------------------------------------------------------------------

-- composite type public.pair
CREATE TYPE public.pair AS (
    a integer,
    b integer
);
ALTER TYPE public.pair OWNER TO postgres;


--------------------------------------------------------------------------------
-- Operators, casts and transforms
--------------------------------------------------------------------------------

-- transform FOR bigint LANGUAGE sql
CREATE TRANSFORM FOR bigint LANGUAGE sql (
    TO SQL WITH FUNCTION int8recv(internal)
);

-- transform FOR integer LANGUAGE sql
CREATE TRANSFORM FOR integer LANGUAGE sql (
    FROM SQL WITH FUNCTION prsd_lextype(internal),
    TO SQL WITH FUNCTION int4recv(internal)
);

-- transform FOR public.pair LANGUAGE plpgsql
CREATE TRANSFORM FOR public.pair LANGUAGE plpgsql (
    FROM SQL WITH FUNCTION prsd_lextype(internal)
);
COMMENT ON TRANSFORM FOR public.pair LANGUAGE plpgsql IS 'one way';


--------------------------------------------------------------------------------
-- Functions
--------------------------------------------------------------------------------

-- function public.transformed(integer, bigint)
CREATE FUNCTION public.transformed(integer, bigint)
    RETURNS integer
    LANGUAGE sql
    TRANSFORM FOR TYPE integer, FOR TYPE bigint
    AS $$SELECT $1$$;
ALTER FUNCTION public.transformed(integer, bigint) OWNER TO postgres;
