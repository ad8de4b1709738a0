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
-- Functions
--------------------------------------------------------------------------------

-- aggregate public.commonest(ORDER BY anyelement)
CREATE AGGREGATE public.commonest(ORDER BY anyelement) (
    SFUNC = ordered_set_transition,
    STYPE = internal,
    FINALFUNC = mode_final,
    FINALFUNC_EXTRA,
    FINALFUNC_MODIFY = READ_ONLY
);
ALTER AGGREGATE public.commonest(ORDER BY anyelement) OWNER TO postgres;

-- aggregate public.percentile(double precision ORDER BY anyelement)
CREATE AGGREGATE public.percentile(fraction double precision ORDER BY element anyelement) (
    SFUNC = ordered_set_transition,
    STYPE = internal,
    FINALFUNC = percentile_disc_final,
    FINALFUNC_EXTRA
);
ALTER AGGREGATE public.percentile(double precision ORDER BY anyelement) OWNER TO postgres;
COMMENT ON AGGREGATE public.percentile(double precision ORDER BY anyelement) IS 'named with ORDER BY';
REVOKE ALL ON FUNCTION public.percentile(double precision, anyelement) FROM PUBLIC;

-- aggregate public.place(VARIADIC "any" ORDER BY VARIADIC "any")
CREATE AGGREGATE public.place(VARIADIC "any" ORDER BY VARIADIC "any") (
    SFUNC = ordered_set_transition_multi,
    STYPE = internal,
    FINALFUNC = rank_final,
    FINALFUNC_EXTRA,
    HYPOTHETICAL
);
ALTER AGGREGATE public.place(VARIADIC "any" ORDER BY VARIADIC "any") OWNER TO postgres;
COMMENT ON AGGREGATE public.place(VARIADIC "any" ORDER BY VARIADIC "any") IS 'one argument on both sides';
REVOKE ALL ON FUNCTION public.place("any") FROM PUBLIC;
