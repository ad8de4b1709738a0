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

-- composite type public.num
CREATE TYPE public.num AS (
    v integer
);
ALTER TYPE public.num OWNER TO postgres;


--------------------------------------------------------------------------------
-- Operators, casts and transforms
--------------------------------------------------------------------------------

-- function public.num_lt(public.num, public.num)
CREATE FUNCTION public.num_lt(public.num, public.num)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT ($1).v < ($2).v$$;
ALTER FUNCTION public.num_lt(public.num, public.num) OWNER TO postgres;

-- operator public.<%(public.num, public.num)
CREATE OPERATOR public.<% (
    FUNCTION = public.num_lt,
    LEFTARG = public.num,
    RIGHTARG = public.num
);
ALTER OPERATOR public.<%(public.num, public.num) OWNER TO postgres;

-- function public.num_le(public.num, public.num)
CREATE FUNCTION public.num_le(public.num, public.num)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT ($1).v <= ($2).v$$;
ALTER FUNCTION public.num_le(public.num, public.num) OWNER TO postgres;

-- operator public.<=%(public.num, public.num)
CREATE OPERATOR public.<=% (
    FUNCTION = public.num_le,
    LEFTARG = public.num,
    RIGHTARG = public.num
);
ALTER OPERATOR public.<=%(public.num, public.num) OWNER TO postgres;

-- function public.num_eq(public.num, public.num)
CREATE FUNCTION public.num_eq(public.num, public.num)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT ($1).v = ($2).v$$;
ALTER FUNCTION public.num_eq(public.num, public.num) OWNER TO postgres;

-- operator public.=%(public.num, public.num)
CREATE OPERATOR public.=% (
    FUNCTION = public.num_eq,
    LEFTARG = public.num,
    RIGHTARG = public.num
);
ALTER OPERATOR public.=%(public.num, public.num) OWNER TO postgres;

-- function public.num_gt(public.num, public.num)
CREATE FUNCTION public.num_gt(public.num, public.num)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT ($1).v > ($2).v$$;
ALTER FUNCTION public.num_gt(public.num, public.num) OWNER TO postgres;

-- operator public.>%(public.num, public.num)
CREATE OPERATOR public.>% (
    FUNCTION = public.num_gt,
    LEFTARG = public.num,
    RIGHTARG = public.num
);
ALTER OPERATOR public.>%(public.num, public.num) OWNER TO postgres;

-- function public.num_ge(public.num, public.num)
CREATE FUNCTION public.num_ge(public.num, public.num)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT ($1).v >= ($2).v$$;
ALTER FUNCTION public.num_ge(public.num, public.num) OWNER TO postgres;

-- operator public.>=%(public.num, public.num)
CREATE OPERATOR public.>=% (
    FUNCTION = public.num_ge,
    LEFTARG = public.num,
    RIGHTARG = public.num
);
ALTER OPERATOR public.>=%(public.num, public.num) OWNER TO postgres;

-- operator family public."Points" USING gist
CREATE OPERATOR FAMILY public."Points" USING gist;
ALTER OPERATOR FAMILY public."Points" USING gist ADD
    OPERATOR 1 <<(point,point),
    OPERATOR 15 <->(point,point) FOR ORDER BY pg_catalog.float_ops,
    FUNCTION 3 (point, point) gist_point_compress(internal),
    FUNCTION 8 (point, point) gist_point_distance(internal,point,smallint,oid,internal);
ALTER OPERATOR FAMILY public."Points" USING gist OWNER TO postgres;

-- operator family public.num_ops USING btree
CREATE OPERATOR FAMILY public.num_ops USING btree;
ALTER OPERATOR FAMILY public.num_ops USING btree OWNER TO postgres;

-- operator class public."Point ops" USING gist
CREATE OPERATOR CLASS public."Point ops"
    FOR TYPE point USING gist FAMILY public."Points" AS
    STORAGE box,
    FUNCTION 1 (point, point) gist_point_consistent(internal,point,smallint,oid,internal),
    FUNCTION 2 (point, point) gist_box_union(internal,internal),
    FUNCTION 5 (point, point) gist_box_penalty(internal,internal,internal),
    FUNCTION 6 (point, point) gist_box_picksplit(internal,internal),
    FUNCTION 7 (point, point) gist_box_same(box,box,internal);
ALTER OPERATOR CLASS public."Point ops" USING gist OWNER TO pg_monitor;

-- operator class public.in_system_family USING hash
CREATE OPERATOR CLASS public.in_system_family
    FOR TYPE integer USING hash FAMILY pg_catalog.integer_ops AS
    STORAGE integer;
ALTER OPERATOR CLASS public.in_system_family USING hash OWNER TO postgres;

-- function public.num_compare(public.num, public.num)
CREATE FUNCTION public.num_compare(public.num, public.num)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$SELECT ($1).v - ($2).v$$;
ALTER FUNCTION public.num_compare(public.num, public.num) OWNER TO postgres;

-- operator class public.num_ops USING btree
CREATE OPERATOR CLASS public.num_ops
    DEFAULT FOR TYPE public.num USING btree FAMILY public.num_ops AS
    OPERATOR 1 public.<%(public.num,public.num),
    OPERATOR 2 public.<=%(public.num,public.num),
    OPERATOR 3 public.=%(public.num,public.num),
    OPERATOR 4 public.>=%(public.num,public.num),
    OPERATOR 5 public.>%(public.num,public.num),
    FUNCTION 1 (public.num, public.num) public.num_compare(public.num,public.num);
ALTER OPERATOR CLASS public.num_ops USING btree OWNER TO postgres;
COMMENT ON OPERATOR CLASS public.num_ops USING btree IS 'orders nums';


--------------------------------------------------------------------------------
-- Tables
--------------------------------------------------------------------------------

-- table public.uses
CREATE TABLE public.uses (
    n public.num
);
ALTER TABLE public.uses OWNER TO postgres;

CREATE INDEX uses_n_idx ON public.uses (n);
