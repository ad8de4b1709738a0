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

-- function public.z_check(text)
CREATE FUNCTION public.z_check(text)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT length($1) < 10$$;
ALTER FUNCTION public.z_check(text) OWNER TO postgres;

-- function public.z_default()
CREATE FUNCTION public.z_default()
    RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$SELECT 1$$;
ALTER FUNCTION public.z_default() OWNER TO postgres;

-- function public.z_made(integer)
CREATE FUNCTION public.z_made(integer)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$SELECT $1 + 1$$;
ALTER FUNCTION public.z_made(integer) OWNER TO postgres;

-- table public.a_table
CREATE TABLE public.a_table (
    id integer DEFAULT public.z_default(),
    name text,
    made integer GENERATED ALWAYS AS (public.z_made(id)) STORED,
    CONSTRAINT a_table_name_check CHECK (public.z_check(name))
);
ALTER TABLE public.a_table ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.a_table OWNER TO postgres;

-- function public.b_all()
CREATE FUNCTION public.b_all()
    RETURNS SETOF public.a_table
    LANGUAGE sql
BEGIN ATOMIC
 SELECT a_table.id,
     a_table.name,
     a_table.made
    FROM public.a_table;
END;
ALTER FUNCTION public.b_all() OWNER TO postgres;

-- function public.b_rows(public.a_table)
CREATE FUNCTION public.b_rows(public.a_table)
    RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$SELECT $1.name$$;
ALTER FUNCTION public.b_rows(public.a_table) OWNER TO postgres;

-- table public.c_table
CREATE TABLE public.c_table (
    n integer
);
ALTER TABLE public.c_table OWNER TO postgres;

-- function public.c_function(public.c_table)
CREATE FUNCTION public.c_function(public.c_table)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT $1.n > 0$$;
ALTER FUNCTION public.c_function(public.c_table) OWNER TO postgres;

-- table public.d_table
CREATE TABLE public.d_table (
    n integer
);
ALTER TABLE public.d_table OWNER TO postgres;

-- function public.d_function(public.d_table)
CREATE FUNCTION public.d_function(public.d_table DEFAULT NULL::public.d_table)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT 1$$;
ALTER FUNCTION public.d_function(public.d_table) OWNER TO postgres;

-- function public.z_key(text)
CREATE FUNCTION public.z_key(text)
    RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$SELECT lower($1)$$;
ALTER FUNCTION public.z_key(text) OWNER TO postgres;

-- function public.z_policy()
CREATE FUNCTION public.z_policy()
    RETURNS boolean
    LANGUAGE sql STABLE
    AS $$SELECT true$$;
ALTER FUNCTION public.z_policy() OWNER TO postgres;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table public.a_table
CREATE POLICY p ON public.a_table USING (public.z_policy());

-- table public.b_table
CREATE TABLE public.b_table (
    rows integer DEFAULT length(public.b_rows(NULL::public.a_table)),
    whole public.a_table
);
ALTER TABLE public.b_table OWNER TO postgres;

-- table public.d_table
ALTER TABLE ONLY public.d_table ALTER COLUMN n SET DEFAULT public.d_function();

-- view public.b_view
CREATE VIEW public.b_view AS
 SELECT b_all.id,
    b_all.name,
    b_all.made
   FROM public.b_all() b_all(id, name, made);
ALTER VIEW public.b_view OWNER TO postgres;

-- table public.a_table
CREATE INDEX a_table_z_key_idx ON public.a_table (public.z_key(name))
    WHERE public.z_check(name);


--------------------------------------------------------------------------------
-- Constraints between tables
--------------------------------------------------------------------------------

ALTER TABLE public.c_table
    ADD CONSTRAINT positive CHECK (public.c_function(c_table.*));
