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

-- schema "odd, name"
CREATE SCHEMA "odd, name";
ALTER SCHEMA "odd, name" OWNER TO postgres;


--------------------------------------------------------------------------------
-- Functions
--------------------------------------------------------------------------------

-- function public.cheap()
CREATE FUNCTION public.cheap()
    RETURNS integer
    LANGUAGE sql
    COST 0.5
    AS $$SELECT 1$$;
ALTER FUNCTION public.cheap() OWNER TO pg_monitor;

-- function public.dear_internal(integer)
CREATE FUNCTION public.dear_internal(integer)
    RETURNS integer
    LANGUAGE internal
    COST 100
    AS 'int4abs';
ALTER FUNCTION public.dear_internal(integer) OWNER TO postgres;

-- function public.ends_in_dollar()
CREATE FUNCTION public.ends_in_dollar()
    RETURNS text
    LANGUAGE sql
    AS $_$SELECT $x$5$x$ -- $$_$;
ALTER FUNCTION public.ends_in_dollar() OWNER TO postgres;

-- function public.handler()
CREATE FUNCTION public.handler()
    RETURNS language_handler
    LANGUAGE c
    AS '$libdir/plpgsql', 'plpgsql_call_handler';
ALTER FUNCTION public.handler() OWNER TO postgres;

-- function public.immutable_one(integer)
CREATE FUNCTION public.immutable_one(integer)
    RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT SECURITY DEFINER LEAKPROOF PARALLEL SAFE
    AS $$SELECT 1$$;
ALTER FUNCTION public.immutable_one(integer) OWNER TO postgres;
COMMENT ON FUNCTION public.immutable_one(integer) IS 'the one that never changes';

-- function public.many()
CREATE FUNCTION public.many()
    RETURNS SETOF integer
    LANGUAGE sql
    COST 2000000
    ROWS 5
    AS $$SELECT 1$$;
ALTER FUNCTION public.many() OWNER TO postgres;
REVOKE ALL ON FUNCTION public.many() FROM PUBLIC;
GRANT ALL ON FUNCTION public.many() TO pg_monitor WITH GRANT OPTION;

-- function public.no_path()
CREATE FUNCTION public.no_path()
    RETURNS integer
    LANGUAGE sql
    SET search_path TO ''
    AS $$SELECT 1$$;
ALTER FUNCTION public.no_path() OWNER TO postgres;

-- function public.on_event()
CREATE FUNCTION public.on_event()
    RETURNS event_trigger
    LANGUAGE plpgsql
    AS $$BEGIN END$$;
ALTER FUNCTION public.on_event() OWNER TO postgres;

-- function public.on_row()
CREATE FUNCTION public.on_row()
    RETURNS trigger
    LANGUAGE plpgsql
    AS $$BEGIN RETURN NEW; END$$;
ALTER FUNCTION public.on_row() OWNER TO postgres;

-- function public.quoted()
CREATE FUNCTION public.quoted()
    RETURNS text
    LANGUAGE plpgsql
    AS $__$
BEGIN
    -- $$ and $_$ occur in it
    RETURN $$a \ 'b'$$ || $_$x$_$;
END
$__$;
ALTER FUNCTION public.quoted() OWNER TO postgres;

-- function public.ranked()
CREATE FUNCTION public.ranked()
    RETURNS bigint
    LANGUAGE internal WINDOW
    AS 'window_row_number';
ALTER FUNCTION public.ranked() OWNER TO postgres;

-- function public.restricted()
CREATE FUNCTION public.restricted()
    RETURNS integer
    LANGUAGE plpgsql PARALLEL RESTRICTED
    AS $$BEGIN RETURN 1; END$$;
ALTER FUNCTION public.restricted() OWNER TO postgres;

-- function public.series(integer, integer)
CREATE FUNCTION public.series(integer, integer)
    RETURNS SETOF integer
    LANGUAGE internal IMMUTABLE STRICT
    SUPPORT generate_series_int4_support
    AS 'generate_series_int4';
ALTER FUNCTION public.series(integer, integer) OWNER TO postgres;

-- function public.settings()
CREATE FUNCTION public.settings()
    RETURNS integer
    LANGUAGE sql
    SET work_mem TO '1MB'
    SET search_path TO 'odd, name', '$user', 'public', 'it''s "it"'
    SET "DateStyle" TO 'iso, dmy'
    SET enable_seqscan TO 'off'
    SET my.setting TO 'c'
    SET "TimeZone" TO 'Europe/Berlin'
    AS $$SELECT 1$$;
ALTER FUNCTION public.settings() OWNER TO postgres;

-- function public.stable_one()
CREATE FUNCTION public.stable_one()
    RETURNS integer
    LANGUAGE sql STABLE
    AS $$SELECT 1$$;
ALTER FUNCTION public.stable_one() OWNER TO postgres;
REVOKE ALL ON FUNCTION public.stable_one() FROM postgres;
REVOKE ALL ON FUNCTION public.stable_one() FROM PUBLIC;

-- function public.usual()
CREATE FUNCTION public.usual()
    RETURNS SETOF integer
    LANGUAGE sql
    AS $$SELECT 1$$;
ALTER FUNCTION public.usual() OWNER TO postgres;

-- function public.usual_internal(integer)
CREATE FUNCTION public.usual_internal(integer)
    RETURNS integer
    LANGUAGE internal
    AS 'int4abs';
ALTER FUNCTION public.usual_internal(integer) OWNER TO postgres;

-- function public.volatile_one()
CREATE FUNCTION public.volatile_one()
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT 1$$;
ALTER FUNCTION public.volatile_one() OWNER TO postgres;

-- procedure public.as_owner()
CREATE PROCEDURE public.as_owner()
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$BEGIN END$$;
ALTER PROCEDURE public.as_owner() OWNER TO pg_monitor;
REVOKE ALL ON PROCEDURE public.as_owner() FROM PUBLIC;
