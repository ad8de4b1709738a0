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
-- Tables
--------------------------------------------------------------------------------

-- table public.t
CREATE TABLE public.t (
    a integer,
    b text,
    c jsonb,
    d integer[],
    e text COLLATE "C"
);
ALTER TABLE public.t OWNER TO postgres;

CREATE INDEX by_array ON public.t USING gin (d);
CREATE INDEX by_expression ON public.t (((a + 1)), lower(b) text_pattern_ops DESC NULLS LAST);
CREATE INDEX by_hash ON public.t USING hash (b);
CREATE INDEX by_json ON public.t USING gin (c jsonb_path_ops) WITH (fastupdate=off);
CREATE INDEX collated ON public.t (b COLLATE "C", e COLLATE "POSIX" NULLS FIRST);
CREATE INDEX filled ON public.t (a) WITH (fillfactor=50);
COMMENT ON INDEX public.filled IS 'filled by half';

CREATE UNIQUE INDEX once ON public.t (a) INCLUDE (b)
    WHERE (a > 0);

CREATE INDEX with_target ON public.t (((a * 2)));
ALTER INDEX public.with_target ALTER COLUMN 1 SET STATISTICS 500;


--------------------------------------------------------------------------------
-- Statistics
--------------------------------------------------------------------------------

-- statistics public.of_expression
CREATE STATISTICS public.of_expression ON (a + 1), (lower(b)) FROM public.t;
ALTER STATISTICS public.of_expression OWNER TO postgres;

-- statistics public.together
CREATE STATISTICS public.together (ndistinct, dependencies) ON a, b FROM public.t;
ALTER STATISTICS public.together OWNER TO postgres;
