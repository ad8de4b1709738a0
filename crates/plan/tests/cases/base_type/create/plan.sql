CREATE TYPE public.small;

CREATE FUNCTION public.small_in(cstring)
    RETURNS public.small
    LANGUAGE internal IMMUTABLE STRICT
    AS 'int2in';
ALTER FUNCTION public.small_in(cstring) OWNER TO postgres;

CREATE FUNCTION public.small_out(public.small)
    RETURNS cstring
    LANGUAGE internal IMMUTABLE STRICT
    AS 'int2out';
ALTER FUNCTION public.small_out(public.small) OWNER TO postgres;

CREATE TYPE public.small (
    INPUT = public.small_in,
    OUTPUT = public.small_out,
    INTERNALLENGTH = 2,
    PASSEDBYVALUE,
    ALIGNMENT = int2
);
ALTER TYPE public.small OWNER TO postgres;
