ALTER DOMAIN public.positive RENAME TO pgplumb_old_positive;
ALTER TYPE public.pair RENAME TO pgplumb_old_pair;
CREATE DOMAIN public.positive AS integer
    CONSTRAINT positive_check CHECK (VALUE > 0);
ALTER DOMAIN public.positive OWNER TO postgres;
CREATE TYPE public.pair AS (
    one public.positive,
    two integer
);
ALTER TYPE public.pair OWNER TO postgres;
ALTER TABLE public.t ALTER COLUMN a TYPE public.positive[] USING a::text[]::public.positive[], ALTER COLUMN b TYPE public.pair USING CASE WHEN b IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW((b).one::text::public.positive, (b).two)::public.pair END, ALTER COLUMN c TYPE public.pair[] USING c::text[]::public.pair[];
DROP TYPE public.pgplumb_old_pair;
DROP DOMAIN public.pgplumb_old_positive;
