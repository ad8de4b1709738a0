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
-- Types
--------------------------------------------------------------------------------

-- base type public.declared
CREATE TYPE public.declared;
ALTER TYPE public.declared OWNER TO postgres;
COMMENT ON TYPE public.declared IS 'no more than a name';

-- base type public.duo, for now
CREATE TYPE public.duo;

-- function public.duo_in(cstring)
CREATE FUNCTION public.duo_in(cstring)
    RETURNS public.duo
    LANGUAGE internal IMMUTABLE STRICT
    AS 'point_in';
ALTER FUNCTION public.duo_in(cstring) OWNER TO postgres;

-- function public.duo_out(public.duo)
CREATE FUNCTION public.duo_out(public.duo)
    RETURNS cstring
    LANGUAGE internal IMMUTABLE STRICT
    AS 'point_out';
ALTER FUNCTION public.duo_out(public.duo) OWNER TO postgres;

-- base type public.duo
CREATE TYPE public.duo (
    INPUT = public.duo_in,
    OUTPUT = public.duo_out,
    SUBSCRIPT = raw_array_subscript_handler,
    INTERNALLENGTH = 16,
    ALIGNMENT = double,
    ELEMENT = double precision
);
ALTER TYPE public.duo OWNER TO pg_monitor;
REVOKE ALL ON TYPE public.duo FROM PUBLIC;

-- base type public.letter, for now
CREATE TYPE public.letter;

-- function public.letter_in(cstring)
CREATE FUNCTION public.letter_in(cstring)
    RETURNS public.letter
    LANGUAGE internal IMMUTABLE STRICT
    AS 'charin';
ALTER FUNCTION public.letter_in(cstring) OWNER TO postgres;

-- function public.letter_out(public.letter)
CREATE FUNCTION public.letter_out(public.letter)
    RETURNS cstring
    LANGUAGE internal IMMUTABLE STRICT
    AS 'charout';
ALTER FUNCTION public.letter_out(public.letter) OWNER TO postgres;

-- base type public.letter
CREATE TYPE public.letter (
    INPUT = public.letter_in,
    OUTPUT = public.letter_out,
    INTERNALLENGTH = 1,
    PASSEDBYVALUE,
    ALIGNMENT = char
);
ALTER TYPE public.letter OWNER TO postgres;

-- base type public.small, for now
CREATE TYPE public.small;

-- function public.small_in(cstring)
CREATE FUNCTION public.small_in(cstring)
    RETURNS public.small
    LANGUAGE internal IMMUTABLE STRICT
    AS 'int2in';
ALTER FUNCTION public.small_in(cstring) OWNER TO postgres;

-- function public.small_out(public.small)
CREATE FUNCTION public.small_out(public.small)
    RETURNS cstring
    LANGUAGE internal IMMUTABLE STRICT
    AS 'int2out';
ALTER FUNCTION public.small_out(public.small) OWNER TO postgres;

-- function public.small_receive(internal)
CREATE FUNCTION public.small_receive(internal)
    RETURNS public.small
    LANGUAGE internal IMMUTABLE STRICT
    AS 'int2recv';
ALTER FUNCTION public.small_receive(internal) OWNER TO postgres;

-- function public.small_send(public.small)
CREATE FUNCTION public.small_send(public.small)
    RETURNS bytea
    LANGUAGE internal IMMUTABLE STRICT
    AS 'int2send';
ALTER FUNCTION public.small_send(public.small) OWNER TO postgres;

-- base type public.small
CREATE TYPE public.small (
    INPUT = public.small_in,
    OUTPUT = public.small_out,
    RECEIVE = public.small_receive,
    SEND = public.small_send,
    INTERNALLENGTH = 2,
    PASSEDBYVALUE,
    ALIGNMENT = int2,
    CATEGORY = 'N',
    PREFERRED = true,
    DEFAULT = '7',
    DELIMITER = ';'
);
ALTER TYPE public.small OWNER TO postgres;

-- base type public.words, for now
CREATE TYPE public.words;

-- function public.words_in(cstring, oid, integer)
CREATE FUNCTION public.words_in(cstring, oid, integer)
    RETURNS public.words
    LANGUAGE internal IMMUTABLE STRICT
    AS 'varcharin';
ALTER FUNCTION public.words_in(cstring, oid, integer) OWNER TO postgres;

-- function public.words_out(public.words)
CREATE FUNCTION public.words_out(public.words)
    RETURNS cstring
    LANGUAGE internal IMMUTABLE STRICT
    AS 'varcharout';
ALTER FUNCTION public.words_out(public.words) OWNER TO postgres;

-- base type public.words
CREATE TYPE public.words (
    INPUT = public.words_in,
    OUTPUT = public.words_out,
    TYPMOD_IN = varchartypmodin,
    TYPMOD_OUT = varchartypmodout,
    ANALYZE = array_typanalyze,
    ALIGNMENT = double,
    STORAGE = extended,
    DEFAULT = 'it''s',
    COLLATABLE = true
);
ALTER TYPE public.words OWNER TO postgres;
COMMENT ON TYPE public.words IS 'text by another name';

-- domain public.inherits_default
CREATE DOMAIN public.inherits_default AS public.small;
ALTER DOMAIN public.inherits_default OWNER TO postgres;

-- domain public.no_default
CREATE DOMAIN public.no_default AS public.small DEFAULT NULL;
ALTER DOMAIN public.no_default OWNER TO postgres;

-- domain public.own_default
CREATE DOMAIN public.own_default AS public.small DEFAULT '8'::public.small;
ALTER DOMAIN public.own_default OWNER TO postgres;
