BEGIN;
DROP VIEW public.v;
DROP CAST (public.words AS text);
DROP TYPE public.words CASCADE;
CREATE TYPE public.words;
CREATE FUNCTION public.words_in(cstring, oid, integer)
    RETURNS public.words
    LANGUAGE internal IMMUTABLE STRICT
    AS 'varcharin';
ALTER FUNCTION public.words_in(cstring, oid, integer) OWNER TO postgres;
CREATE FUNCTION public.words_out(public.words)
    RETURNS cstring
    LANGUAGE internal IMMUTABLE STRICT
    AS 'varcharout';
ALTER FUNCTION public.words_out(public.words) OWNER TO postgres;
CREATE TYPE public.words (
    INPUT = public.words_in,
    OUTPUT = public.words_out,
    CATEGORY = 'X'
);
ALTER TYPE public.words OWNER TO postgres;
CREATE CAST (public.words AS text) WITHOUT FUNCTION;
CREATE VIEW public.v AS
 SELECT 'x'::public.words AS w;
ALTER VIEW public.v OWNER TO postgres;
COMMIT;
