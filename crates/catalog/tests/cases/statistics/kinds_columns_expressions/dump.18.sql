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
    a integer,
    b integer,
    "Odd column" text
);
ALTER TABLE "Odd app"."T" OWNER TO postgres;


--------------------------------------------------------------------------------
-- Views
--------------------------------------------------------------------------------

-- materialized view public.seen
CREATE MATERIALIZED VIEW public.seen AS
 SELECT a,
    b
   FROM "Odd app"."T"
WITH NO DATA;
ALTER MATERIALIZED VIEW public.seen OWNER TO postgres;


--------------------------------------------------------------------------------
-- Statistics
--------------------------------------------------------------------------------

-- statistics "Odd app"."Odd one"
CREATE STATISTICS "Odd app"."Odd one" (ndistinct, mcv) ON a, "Odd column" FROM "Odd app"."T";
ALTER STATISTICS "Odd app"."Odd one" OWNER TO postgres;

-- statistics public.all_kinds
CREATE STATISTICS public.all_kinds ON a, b FROM "Odd app"."T";
ALTER STATISTICS public.all_kinds SET STATISTICS 0;
ALTER STATISTICS public.all_kinds OWNER TO postgres;

-- statistics public.dependent
CREATE STATISTICS public.dependent (dependencies) ON a, b FROM public.seen;
ALTER STATISTICS public.dependent SET STATISTICS 500;
ALTER STATISTICS public.dependent OWNER TO postgres;
COMMENT ON STATISTICS public.dependent IS 'one decides the other';

-- statistics public.of_expressions
CREATE STATISTICS public.of_expressions
    (mcv)
    ON a, (a + b), (lower("Odd column")), (a IS NULL)
    FROM "Odd app"."T";
ALTER STATISTICS public.of_expressions OWNER TO postgres;

-- statistics public.of_one_expression
CREATE STATISTICS public.of_one_expression ON (lower("Odd column")) FROM "Odd app"."T";
ALTER STATISTICS public.of_one_expression OWNER TO postgres;
