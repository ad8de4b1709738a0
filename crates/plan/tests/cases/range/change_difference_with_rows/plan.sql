ALTER FUNCTION public.span(double precision, double precision) RENAME TO pgplumb_old_span;
ALTER FUNCTION public.span(double precision, double precision, text) RENAME TO pgplumb_old_span;
ALTER FUNCTION public.span_multirange() RENAME TO pgplumb_old_span_multirange;
ALTER FUNCTION public.span_multirange(public.span) RENAME TO pgplumb_old_span_multirange;
ALTER FUNCTION public.span_multirange(VARIADIC public.span[]) RENAME TO pgplumb_old_span_multirange;
ALTER TYPE public.span_multirange RENAME TO pgplumb_old_span_multirange;
ALTER TYPE public.span RENAME TO pgplumb_old_span;
CREATE TYPE public.span AS RANGE (
    SUBTYPE = double precision,
    SUBTYPE_DIFF = float8mi
);
ALTER TYPE public.span OWNER TO postgres;
ALTER TABLE public.item ALTER COLUMN span TYPE public.span USING span::text::public.span;
DROP TYPE public.pgplumb_old_span;
