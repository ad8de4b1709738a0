DROP FUNCTION public.width(public.span);

DROP TYPE public.span;

CREATE TYPE public.span AS RANGE (
    SUBTYPE = double precision,
    SUBTYPE_DIFF = float8mi
);
ALTER TYPE public.span OWNER TO postgres;

CREATE FUNCTION public.width(s public.span)
    RETURNS double precision
    LANGUAGE sql
    AS $$SELECT upper(s) - lower(s)$$;
ALTER FUNCTION public.width(public.span) OWNER TO postgres;
