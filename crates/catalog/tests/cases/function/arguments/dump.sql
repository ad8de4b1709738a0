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

-- schema "Other"
CREATE SCHEMA "Other";
ALTER SCHEMA "Other" OWNER TO postgres;


--------------------------------------------------------------------------------
-- Types
--------------------------------------------------------------------------------

-- composite type public.pair
CREATE TYPE public.pair AS (
    a integer,
    b text
);
ALTER TYPE public.pair OWNER TO postgres;


--------------------------------------------------------------------------------
-- Functions
--------------------------------------------------------------------------------

-- function "Other"."F(x)"(integer)
CREATE FUNCTION "Other"."F(x)"("Other" integer)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT 1$$;
ALTER FUNCTION "Other"."F(x)"(integer) OWNER TO postgres;

-- function public."char types"("char", character, character varying, bit)
CREATE FUNCTION public."char types"("char", character, character varying, bit)
    RETURNS character
    LANGUAGE sql
    AS $$SELECT $2$$;
ALTER FUNCTION public."char types"("char", character, character varying, bit) OWNER TO postgres;

-- function public."variadic"(text, integer[])
CREATE FUNCTION public."variadic"(a text, VARIADIC b integer[] DEFAULT '{}'::integer[])
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT 1$$;
ALTER FUNCTION public."variadic"(text, integer[]) OWNER TO postgres;

-- function public.a_table(integer)
CREATE FUNCTION public.a_table(a integer)
    RETURNS TABLE (b integer, c text)
    LANGUAGE sql
    AS $$SELECT 1, 'c'$$;
ALTER FUNCTION public.a_table(integer) OWNER TO postgres;

-- function public.defaults(integer, text, timestamp with time zone, integer[])
CREATE FUNCTION public.defaults(
    a integer,
    b text DEFAULT 'it''s'::text,
    c timestamp with time zone DEFAULT now(),
    d integer[] DEFAULT '{1,2}'::integer[]
)
    RETURNS text
    LANGUAGE sql
    AS $$SELECT b$$;
ALTER FUNCTION public.defaults(integer, text, timestamp with time zone, integer[]) OWNER TO postgres;

-- function public.many_arguments(integer, integer, text, text)
CREATE FUNCTION public.many_arguments(
    first_of_many integer,
    second_of_many integer,
    third_of_many text,
    fourth_of_many text DEFAULT 'x'::text
)
    RETURNS TABLE (
        first_column_of_the_result integer,
        second_column_of_the_result integer,
        third_column text
    )
    LANGUAGE sql
    AS $$SELECT 1, 2, 'x'$$;
ALTER FUNCTION public.many_arguments(integer, integer, text, text) OWNER TO postgres;

-- function public.named(integer, text, numeric)
CREATE FUNCTION public.named(a integer, "in" text, "Mixed Case" numeric)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT a$$;
ALTER FUNCTION public.named(integer, text, numeric) OWNER TO postgres;

-- function public.nothing()
CREATE FUNCTION public.nothing()
    RETURNS void
    LANGUAGE sql
    AS $$$$;
ALTER FUNCTION public.nothing() OWNER TO postgres;

-- function public.out_one(integer)
CREATE FUNCTION public.out_one(a integer, OUT b text)
    RETURNS text
    LANGUAGE sql
    AS $$SELECT 'b'$$;
ALTER FUNCTION public.out_one(integer) OWNER TO postgres;

-- function public.out_two(integer, integer)
CREATE FUNCTION public.out_two(OUT a integer, b integer, OUT c text, INOUT d integer DEFAULT 4)
    RETURNS record
    LANGUAGE sql
    AS $$SELECT 1, 'c', d$$;
ALTER FUNCTION public.out_two(integer, integer) OWNER TO postgres;

-- function public.overloaded(integer)
CREATE FUNCTION public.overloaded(integer)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT 1$$;
ALTER FUNCTION public.overloaded(integer) OWNER TO postgres;

-- function public.overloaded(integer, integer)
CREATE FUNCTION public.overloaded(integer, OUT integer, integer, OUT integer)
    RETURNS record
    LANGUAGE sql
    AS $$SELECT 2, 3$$;
ALTER FUNCTION public.overloaded(integer, integer) OWNER TO postgres;

-- function public.overloaded(text)
CREATE FUNCTION public.overloaded(text)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT 2$$;
ALTER FUNCTION public.overloaded(text) OWNER TO postgres;

-- function public.pairs(public.pair, public.pair[])
CREATE FUNCTION public.pairs(public.pair, public.pair[])
    RETURNS public.pair
    LANGUAGE sql
    AS $$SELECT $1$$;
ALTER FUNCTION public.pairs(public.pair, public.pair[]) OWNER TO postgres;

-- function public.partly(integer, text)
CREATE FUNCTION public.partly(a integer, text)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT a$$;
ALTER FUNCTION public.partly(integer, text) OWNER TO postgres;

-- function public.polymorphic(anycompatible, anycompatiblearray)
CREATE FUNCTION public.polymorphic(anycompatible, anycompatiblearray)
    RETURNS anycompatible
    LANGUAGE sql
    AS $$SELECT $1$$;
ALTER FUNCTION public.polymorphic(anycompatible, anycompatiblearray) OWNER TO postgres;

-- function public.set_of_out(integer)
CREATE FUNCTION public.set_of_out(a integer, OUT b integer, OUT c integer)
    RETURNS SETOF record
    LANGUAGE sql
    AS $$SELECT 1, 2$$;
ALTER FUNCTION public.set_of_out(integer) OWNER TO postgres;

-- function public.set_of_pair()
CREATE FUNCTION public.set_of_pair()
    RETURNS SETOF public.pair
    LANGUAGE sql
    AS $$SELECT 1, 'x'$$;
ALTER FUNCTION public.set_of_pair() OWNER TO postgres;

-- function public.unnamed(integer, text)
CREATE FUNCTION public.unnamed(integer, text)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT $1$$;
ALTER FUNCTION public.unnamed(integer, text) OWNER TO postgres;

-- procedure public.simple(integer)
CREATE PROCEDURE public.simple(a integer)
    LANGUAGE sql
    AS $$$$;
ALTER PROCEDURE public.simple(IN integer) OWNER TO postgres;

-- procedure public.with_list(text[])
CREATE PROCEDURE public.with_list(VARIADIC a text[])
    LANGUAGE sql
    AS $$$$;
ALTER PROCEDURE public.with_list(VARIADIC text[]) OWNER TO postgres;

-- procedure public.with_output(integer, text)
CREATE PROCEDURE public.with_output(a integer, OUT b integer, INOUT c text DEFAULT 'c'::text)
    LANGUAGE plpgsql
    AS $$BEGIN b := a; END$$;
ALTER PROCEDURE public.with_output(IN integer, OUT integer, INOUT text) OWNER TO postgres;
COMMENT ON PROCEDURE public.with_output(IN integer, OUT integer, INOUT text) IS 'named by all of its arguments';
