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
-- Types
--------------------------------------------------------------------------------

-- enum public.mood
CREATE TYPE public.mood AS ENUM (
    'sad',
    'it''s ok',
    'Happy'
);
ALTER TYPE public.mood OWNER TO postgres;

-- base type public.made, for now
CREATE TYPE public.made;

-- function public.made_in(cstring)
CREATE FUNCTION public.made_in(cstring)
    RETURNS public.made
    LANGUAGE internal IMMUTABLE STRICT
    AS 'int4in';
ALTER FUNCTION public.made_in(cstring) OWNER TO postgres;

-- function public.made_out(public.made)
CREATE FUNCTION public.made_out(public.made)
    RETURNS cstring
    LANGUAGE internal IMMUTABLE STRICT
    AS 'int4out';
ALTER FUNCTION public.made_out(public.made) OWNER TO postgres;

-- base type public.made
CREATE TYPE public.made (
    INPUT = public.made_in,
    OUTPUT = public.made_out,
    INTERNALLENGTH = 4,
    PASSEDBYVALUE
);
ALTER TYPE public.made OWNER TO postgres;

-- base type public.shell
CREATE TYPE public.shell;
ALTER TYPE public.shell OWNER TO postgres;

-- function public.days(date, date)
CREATE FUNCTION public.days(date, date)
    RETURNS double precision
    LANGUAGE sql IMMUTABLE
    AS $$SELECT ($1 - $2)::float8$$;
ALTER FUNCTION public.days(date, date) OWNER TO postgres;

-- range public.period
CREATE TYPE public.period AS RANGE (
    SUBTYPE = date,
    SUBTYPE_DIFF = public.days
);
ALTER TYPE public.period OWNER TO postgres;

-- domain public.positive
CREATE DOMAIN public.positive AS integer
    CONSTRAINT positive_check CHECK (VALUE > 0);
ALTER DOMAIN public.positive OWNER TO postgres;

-- domain public.a_small
CREATE DOMAIN public.a_small AS public.positive DEFAULT 1
    NOT NULL
    CONSTRAINT less CHECK ((VALUE)::integer < 100);
ALTER DOMAIN public.a_small OWNER TO postgres;

-- composite type public.b_pair
CREATE TYPE public.b_pair AS (
    first public.a_small,
    mood public.mood
);
ALTER TYPE public.b_pair OWNER TO postgres;

-- table public.c_of_pairs
CREATE TABLE public.c_of_pairs (
    pair public.b_pair,
    moods public.mood[] DEFAULT '{Happy}'::public.mood[]
);
ALTER TABLE public.c_of_pairs OWNER TO postgres;

-- composite type public.a_with_table
CREATE TYPE public.a_with_table AS (
    rows public.c_of_pairs[]
);
ALTER TYPE public.a_with_table OWNER TO postgres;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table public.with_made
CREATE TABLE public.with_made (
    m public.made,
    p public.period
);
ALTER TABLE public.with_made OWNER TO postgres;
