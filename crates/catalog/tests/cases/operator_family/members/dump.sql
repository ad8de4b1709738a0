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
-- Operators, casts and transforms
--------------------------------------------------------------------------------

-- operator family public."Numbers" USING btree
CREATE OPERATOR FAMILY public."Numbers" USING btree;
ALTER OPERATOR FAMILY public."Numbers" USING btree ADD
    OPERATOR 1 <(integer,bigint),
    OPERATOR 3 =(integer,bigint),
    OPERATOR 5 >(integer,bigint),
    FUNCTION 1 (bigint, integer) btint84cmp(bigint,integer),
    FUNCTION 1 (integer, bigint) btint48cmp(integer,bigint);
ALTER OPERATOR FAMILY public."Numbers" USING btree OWNER TO postgres;
COMMENT ON OPERATOR FAMILY public."Numbers" USING btree IS 'of two sizes';

-- operator family public.empty USING hash
CREATE OPERATOR FAMILY public.empty USING hash;
ALTER OPERATOR FAMILY public.empty USING hash OWNER TO pg_monitor;

-- operator class public.ints USING btree
CREATE OPERATOR CLASS public.ints
    FOR TYPE integer USING btree FAMILY public."Numbers" AS
    OPERATOR 1 <(integer,integer),
    OPERATOR 2 <=(integer,integer),
    OPERATOR 3 =(integer,integer),
    OPERATOR 4 >=(integer,integer),
    OPERATOR 5 >(integer,integer),
    FUNCTION 1 (integer, integer) btint4cmp(integer,integer);
ALTER OPERATOR CLASS public.ints USING btree OWNER TO postgres;
