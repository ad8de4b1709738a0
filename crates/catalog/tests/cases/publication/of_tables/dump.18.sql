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
-- Tables
--------------------------------------------------------------------------------

-- table "Odd app"."T"
CREATE TABLE "Odd app"."T" (
    id integer NOT NULL,
    CONSTRAINT "T_pkey" PRIMARY KEY (id)
);
ALTER TABLE "Odd app"."T" OWNER TO postgres;

-- table public.plain
CREATE TABLE public.plain (
    id integer NOT NULL,
    CONSTRAINT plain_pkey PRIMARY KEY (id)
);
ALTER TABLE public.plain OWNER TO postgres;

-- table public.child
CREATE TABLE public.child (
    more integer
)
INHERITS (public.plain);
ALTER TABLE public.child OWNER TO postgres;

-- table public.parted
CREATE TABLE public.parted (
    id integer NOT NULL,
    CONSTRAINT parted_pkey PRIMARY KEY (id)
)
PARTITION BY LIST (id);
ALTER TABLE public.parted OWNER TO postgres;


--------------------------------------------------------------------------------
-- Publications and subscriptions
--------------------------------------------------------------------------------

-- publication "Odd some"
CREATE PUBLICATION "Odd some"
    FOR TABLE ONLY "Odd app"."T",
        ONLY public.parted,
        ONLY public.plain
    WITH (publish = 'update, delete', publish_via_partition_root = true);
ALTER PUBLICATION "Odd some" OWNER TO postgres;
COMMENT ON PUBLICATION "Odd some" IS 'some of it';

-- publication everything
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert, truncate');
ALTER PUBLICATION everything OWNER TO postgres;

-- publication nothing
CREATE PUBLICATION nothing;
ALTER PUBLICATION nothing OWNER TO alice;

-- publication silent
CREATE PUBLICATION silent
    FOR TABLE ONLY public.child,
        ONLY public.plain
    WITH (publish = '');
ALTER PUBLICATION silent OWNER TO postgres;
