BEGIN;
DROP VIEW public.items;
DROP VIEW public.constructed;
ALTER TABLE public.item ALTER COLUMN span DROP DEFAULT;
DROP FUNCTION public.width(public.span);
ALTER FUNCTION public.span(integer, integer) RENAME TO pgplumb_old_span;
ALTER FUNCTION public.span(integer, integer, text) RENAME TO pgplumb_old_span;
ALTER FUNCTION public.span_multirange() RENAME TO pgplumb_old_span_multirange;
ALTER FUNCTION public.span_multirange(public.span) RENAME TO pgplumb_old_span_multirange;
ALTER FUNCTION public.span_multirange(VARIADIC public.span[]) RENAME TO pgplumb_old_span_multirange;
ALTER TYPE public.span_multirange RENAME TO pgplumb_old_span_multirange;
ALTER TYPE public.span RENAME TO pgplumb_old_span;
ALTER TYPE public.named RENAME TO pgplumb_old_named;
ALTER DOMAIN public.short RENAME TO pgplumb_old_short;
CREATE TYPE public.span AS RANGE (
    SUBTYPE = bigint
);
ALTER TYPE public.span OWNER TO postgres;
COMMENT ON TYPE public.span IS 'from to';
GRANT ALL ON TYPE public.span TO alice;
CREATE TYPE public.named AS (
    name text,
    span public.span
);
ALTER TYPE public.named OWNER TO postgres;
CREATE DOMAIN public.short AS public.span
    CONSTRAINT short_check CHECK ((upper(VALUE) - lower(VALUE)) < 10);
ALTER DOMAIN public.short OWNER TO postgres;
ALTER TABLE public.item ALTER COLUMN span TYPE public.span USING span::text::public.span, ALTER COLUMN spans TYPE public.span[] USING spans::text[]::public.span[], ALTER COLUMN several TYPE public.span_multirange USING several::text::public.span_multirange, ALTER COLUMN short TYPE public.short USING short::text::public.short, ALTER COLUMN named TYPE public.named USING CASE WHEN named IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW((named).name, (named).span::text::public.span)::public.named END;
DROP DOMAIN public.pgplumb_old_short;
DROP TYPE public.pgplumb_old_named;
DROP TYPE public.pgplumb_old_span;
CREATE FUNCTION public.width(s public.span)
    RETURNS bigint
    LANGUAGE sql
    AS $$SELECT upper(s) - lower(s)$$;
ALTER FUNCTION public.width(public.span) OWNER TO postgres;
ALTER TABLE ONLY public.item ALTER COLUMN span SET DEFAULT public.span((1)::bigint, (2)::bigint);
CREATE VIEW public.constructed AS
 SELECT lower(public.span((3)::bigint, (4)::bigint)) AS three;
ALTER VIEW public.constructed OWNER TO postgres;
CREATE VIEW public.items AS
 SELECT id,
    (span && public.span((1)::bigint, (2)::bigint)) AS early
   FROM public.item;
ALTER VIEW public.items OWNER TO postgres;
COMMIT;
