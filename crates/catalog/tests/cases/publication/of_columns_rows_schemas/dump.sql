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

-- schema other
CREATE SCHEMA other;
ALTER SCHEMA other OWNER TO postgres;


--------------------------------------------------------------------------------
-- Functions
--------------------------------------------------------------------------------

-- function other.fits(integer)
CREATE FUNCTION other.fits(integer)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT $1 > 0$$;
ALTER FUNCTION other.fits(integer) OWNER TO postgres;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table "Odd app"."T"
CREATE TABLE "Odd app"."T" (
    id integer NOT NULL,
    "Odd column" text,
    left_out integer,
    CONSTRAINT "T_pkey" PRIMARY KEY (id)
);
ALTER TABLE "Odd app"."T" OWNER TO postgres;

-- table public.plain
CREATE TABLE public.plain (
    id integer NOT NULL,
    active boolean,
    note text,
    CONSTRAINT plain_pkey PRIMARY KEY (id)
);
ALTER TABLE ONLY public.plain REPLICA IDENTITY FULL;
ALTER TABLE public.plain OWNER TO postgres;


--------------------------------------------------------------------------------
-- Publications and subscriptions
--------------------------------------------------------------------------------

-- publication of_rows
CREATE PUBLICATION of_rows
    FOR TABLE ONLY "Odd app"."T" (id, "Odd column") WHERE ((id > 10) AND ("Odd column" <> ')'::text)),
        ONLY public.plain WHERE (active);
ALTER PUBLICATION of_rows OWNER TO postgres;

-- publication of_schemas
CREATE PUBLICATION of_schemas
    FOR TABLE ONLY public.plain,
        TABLES IN SCHEMA "Odd app", other;
ALTER PUBLICATION of_schemas OWNER TO postgres;

-- publication of_true
CREATE PUBLICATION of_true FOR TABLE ONLY public.plain WHERE (true) WITH (publish = 'insert');
ALTER PUBLICATION of_true OWNER TO postgres;
