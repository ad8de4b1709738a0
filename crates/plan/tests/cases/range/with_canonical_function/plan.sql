CREATE TYPE public.new_span;

CREATE FUNCTION public.new_canonical(public.new_span)
    RETURNS public.new_span
    LANGUAGE internal IMMUTABLE STRICT
    AS 'int4range_canonical';
ALTER FUNCTION public.new_canonical(public.new_span) OWNER TO postgres;

CREATE TYPE public.new_span AS RANGE (
    SUBTYPE = integer,
    CANONICAL = public.new_canonical
);
ALTER TYPE public.new_span OWNER TO postgres;

DROP FUNCTION public.size(public.old_span);

CREATE FUNCTION public.size(public.new_span)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT upper($1) - lower($1)$$;
ALTER FUNCTION public.size(public.new_span) OWNER TO postgres;

DROP TYPE public.old_span CASCADE;
