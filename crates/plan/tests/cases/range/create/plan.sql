CREATE TYPE public.span AS RANGE (
    SUBTYPE = double precision,
    SUBTYPE_DIFF = float8mi,
    MULTIRANGE_TYPE_NAME = public.spans
);
ALTER TYPE public.span OWNER TO postgres;
COMMENT ON TYPE public.span IS 'from and to';
