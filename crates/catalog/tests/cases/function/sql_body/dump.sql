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
-- Functions
--------------------------------------------------------------------------------

-- function public.doubled(integer)
CREATE FUNCTION public.doubled(x integer)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
    RETURN (x * 2);
ALTER FUNCTION public.doubled(integer) OWNER TO postgres;

-- table public.items
CREATE TABLE public.items (
    id integer NOT NULL,
    name text,
    CONSTRAINT items_pkey PRIMARY KEY (id)
);
ALTER TABLE public.items OWNER TO postgres;

-- function public.found()
CREATE FUNCTION public.found()
    RETURNS SETOF public.items
    LANGUAGE sql STABLE
    ROWS 10
BEGIN ATOMIC
 SELECT items.id,
     items.name
    FROM public.items;
END;
ALTER FUNCTION public.found() OWNER TO postgres;

-- function public.renamed(integer, text)
CREATE FUNCTION public.renamed(a integer, b text DEFAULT 'x'::text)
    RETURNS integer
    LANGUAGE sql
BEGIN ATOMIC
 UPDATE public.items SET name = renamed.b
   WHERE (items.id = renamed.a);
 SELECT public.doubled(renamed.a) AS d
    FROM public.items;
END;
ALTER FUNCTION public.renamed(integer, text) OWNER TO postgres;

-- procedure public.emptied(integer)
CREATE PROCEDURE public.emptied(a integer)
    LANGUAGE sql
BEGIN ATOMIC
 DELETE FROM public.items
   WHERE (items.id = emptied.a);
END;
ALTER PROCEDURE public.emptied(IN integer) OWNER TO postgres;

-- procedure public.nothing()
CREATE PROCEDURE public.nothing()
    LANGUAGE sql
BEGIN ATOMIC
END;
ALTER PROCEDURE public.nothing() OWNER TO postgres;
