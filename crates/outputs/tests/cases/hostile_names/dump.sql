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

-- schema "a.b"
CREATE SCHEMA "a.b";
ALTER SCHEMA "a.b" OWNER TO postgres;


--------------------------------------------------------------------------------
-- Types
--------------------------------------------------------------------------------

-- enum "a.b"."e,f"
CREATE TYPE "a.b"."e,f" AS ENUM (
    '',
    ',',
    '''',
    E'\\',
    'a
b'
);
ALTER TYPE "a.b"."e,f" OWNER TO postgres;


--------------------------------------------------------------------------------
-- Functions
--------------------------------------------------------------------------------

-- function "a.b"."f()"(integer)
CREATE FUNCTION "a.b"."f()"("x y" integer)
    RETURNS integer
    LANGUAGE sql
    AS $_$ SELECT '$$'::text::int $_$;
ALTER FUNCTION "a.b"."f()"(integer) OWNER TO postgres;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table "a.b"."C""D;--"
CREATE TABLE "a.b"."C""D;--" (
    a integer
);
ALTER TABLE "a.b"."C""D;--" OWNER TO postgres;
COMMENT ON TABLE "a.b"."C""D;--" IS E'-- pgplumb: pass 9
; \\restrict $$ ''';

-- table "a.b"."c""d;--"
CREATE TABLE "a.b"."c""d;--" (
    "$$" integer,
    "'; DROP TABLE x; --" text,
    "E'\'" integer,
    "new
line" integer
);
ALTER TABLE "a.b"."c""d;--" OWNER TO postgres;

CREATE INDEX "i;" ON "a.b"."c""d;--" ("$$");


--------------------------------------------------------------------------------
-- Views
--------------------------------------------------------------------------------

-- view "a.b"."*/"
CREATE VIEW "a.b"."*/" AS
 SELECT 1 AS "/*",
    '--'::text AS "--";
ALTER VIEW "a.b"."*/" OWNER TO postgres;
