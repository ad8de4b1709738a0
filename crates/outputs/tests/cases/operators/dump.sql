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

-- composite type public.pair
CREATE TYPE public.pair AS (
    a integer,
    b integer
);
ALTER TYPE public.pair OWNER TO postgres;


--------------------------------------------------------------------------------
-- Operators, casts and transforms
--------------------------------------------------------------------------------

-- function public.to_text(public.pair)
CREATE FUNCTION public.to_text(public.pair)
    RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$SELECT ($1).a::text$$;
ALTER FUNCTION public.to_text(public.pair) OWNER TO postgres;

-- cast (public.pair AS text)
CREATE CAST (public.pair AS text) WITH FUNCTION public.to_text(public.pair) AS ASSIGNMENT;

-- function public.pair_lt(public.pair, public.pair)
CREATE FUNCTION public.pair_lt(public.pair, public.pair)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT ($1).a < ($2).a$$;
ALTER FUNCTION public.pair_lt(public.pair, public.pair) OWNER TO postgres;

-- operator public.<<<<(public.pair, public.pair)
CREATE OPERATOR public.<<<< (
    FUNCTION = public.pair_lt,
    LEFTARG = public.pair,
    RIGHTARG = public.pair,
    COMMUTATOR = OPERATOR(public.>>>>)
);
ALTER OPERATOR public.<<<<(public.pair, public.pair) OWNER TO postgres;

-- function public.pair_eq(public.pair, public.pair)
CREATE FUNCTION public.pair_eq(public.pair, public.pair)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT ($1).a = ($2).a$$;
ALTER FUNCTION public.pair_eq(public.pair, public.pair) OWNER TO postgres;

-- operator public.====(public.pair, public.pair)
CREATE OPERATOR public.==== (
    FUNCTION = public.pair_eq,
    LEFTARG = public.pair,
    RIGHTARG = public.pair,
    COMMUTATOR = OPERATOR(public.====),
    HASHES
);
ALTER OPERATOR public.====(public.pair, public.pair) OWNER TO postgres;

-- operator public.>>>>(public.pair, public.pair)
CREATE OPERATOR public.>>>> (
    FUNCTION = public.pair_lt,
    LEFTARG = public.pair,
    RIGHTARG = public.pair,
    COMMUTATOR = OPERATOR(public.<<<<)
);
ALTER OPERATOR public.>>>>(public.pair, public.pair) OWNER TO postgres;

-- operator family public.pairs USING hash
CREATE OPERATOR FAMILY public.pairs USING hash;
ALTER OPERATOR FAMILY public.pairs USING hash OWNER TO postgres;

-- function public.pair_hash(public.pair)
CREATE FUNCTION public.pair_hash(public.pair)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$SELECT ($1).a$$;
ALTER FUNCTION public.pair_hash(public.pair) OWNER TO postgres;

-- operator class public.pair_ops USING hash
CREATE OPERATOR CLASS public.pair_ops
    FOR TYPE public.pair USING hash FAMILY public.pairs AS
    OPERATOR 1 public.====(public.pair,public.pair),
    FUNCTION 1 (public.pair, public.pair) public.pair_hash(public.pair);
ALTER OPERATOR CLASS public.pair_ops USING hash OWNER TO postgres;


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table public.t
CREATE TABLE public.t (
    p public.pair,
    CONSTRAINT ordered CHECK (p OPERATOR(public.<<<<) ROW(9, 9)::public.pair)
);
ALTER TABLE public.t OWNER TO postgres;

CREATE INDEX t_p_idx ON public.t USING hash (p public.pair_ops);


--------------------------------------------------------------------------------
-- Views
--------------------------------------------------------------------------------

-- view public.v
CREATE VIEW public.v AS
 SELECT t.p,
    (t.p)::text AS shown
   FROM public.t
  WHERE (t.p OPERATOR(public.====) ROW(1, 1)::public.pair);
ALTER VIEW public.v OWNER TO postgres;
