BEGIN;
ALTER TABLE public.t DROP CONSTRAINT t_a_check;
ALTER FUNCTION public.levels(public.level, public.level) RENAME TO pgplumb_old_levels;
ALTER FUNCTION public.levels(public.level, public.level, text) RENAME TO pgplumb_old_levels;
ALTER FUNCTION public.levels_multirange() RENAME TO pgplumb_old_levels_multirange;
ALTER FUNCTION public.levels_multirange(public.levels) RENAME TO pgplumb_old_levels_multirange;
ALTER FUNCTION public.levels_multirange(VARIADIC public.levels[]) RENAME TO pgplumb_old_levels_multirange;
ALTER TYPE public.levels_multirange RENAME TO pgplumb_old_levels_multirange;
ALTER TYPE public.level RENAME TO pgplumb_old_level;
ALTER DOMAIN public.some_level RENAME TO pgplumb_old_some_level;
ALTER TYPE public.levels RENAME TO pgplumb_old_levels;
CREATE TYPE public.level AS ENUM (
    'high',
    'middle',
    'low'
);
ALTER TYPE public.level OWNER TO postgres;
CREATE DOMAIN public.some_level AS public.level
    CONSTRAINT some_level_check CHECK (VALUE > 'low'::public.level);
ALTER DOMAIN public.some_level OWNER TO postgres;
CREATE TYPE public.levels AS RANGE (
    SUBTYPE = public.level
);
ALTER TYPE public.levels OWNER TO postgres;
ALTER TABLE public.t ALTER COLUMN a TYPE public.level USING a::text::public.level, ALTER COLUMN b TYPE public.some_level USING b::text::public.some_level, ALTER COLUMN c TYPE public.levels USING c::text::public.levels, ALTER COLUMN d TYPE public.some_level[] USING d::text[]::public.some_level[];
DROP TYPE public.pgplumb_old_levels;
DROP DOMAIN public.pgplumb_old_some_level;
DROP TYPE public.pgplumb_old_level;
ALTER TABLE public.t
    ADD CONSTRAINT t_a_check CHECK (a > 'low'::public.level) NOT VALID;
COMMIT;
