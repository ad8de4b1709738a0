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
-- Tables
--------------------------------------------------------------------------------

-- table public.nothing
CREATE TABLE public.nothing ();
ALTER TABLE public.nothing OWNER TO postgres;

-- table public."select"
CREATE TABLE public."select" (
    "from" integer,
    "a""b" integer,
    "ünï" integer
);
ALTER TABLE public."select" OWNER TO postgres;

-- table public.t
CREATE TABLE public.t (
    a integer,
    "B c" character varying(10) COLLATE "C" DEFAULT 'x''y\z'::character varying NOT NULL,
    d numeric(10,2) DEFAULT 0.00,
    e timestamp(3) with time zone DEFAULT now(),
    f text[] DEFAULT '{a,b}'::text[],
    g interval day to second(3)
);
ALTER TABLE public.t ALTER COLUMN a SET STATISTICS 300;
ALTER TABLE public.t ALTER COLUMN a SET (n_distinct=-0.5);
ALTER TABLE public.t ALTER COLUMN "B c" SET STORAGE EXTERNAL;
COMMENT ON COLUMN public.t."B c" IS 'odd';
ALTER TABLE public.t ALTER COLUMN f SET COMPRESSION pglz;
ALTER TABLE ONLY public.t REPLICA IDENTITY FULL;
ALTER TABLE public.t OWNER TO postgres;
COMMENT ON TABLE public.t IS 'Several
lines; -- and ''quotes''';

-- table public.unlogged
CREATE UNLOGGED TABLE public.unlogged (
    a integer
)
WITH (fillfactor=70, autovacuum_enabled='false');
ALTER TABLE public.unlogged OWNER TO postgres;
