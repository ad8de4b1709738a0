BEGIN;
ALTER TABLE public.t DROP COLUMN y;
DROP FUNCTION public.f(public.e);
ALTER TYPE public.e RENAME TO pgplumb_old_e;
CREATE TYPE public.e AS ENUM (
    'a'
);
ALTER TYPE public.e OWNER TO postgres;
ALTER TABLE public.t ALTER COLUMN x TYPE public.e USING x::text::public.e;
DROP TYPE public.pgplumb_old_e;
CREATE FUNCTION public.f(x public.e)
    RETURNS public.e
    LANGUAGE sql IMMUTABLE
    AS $$select x$$;
ALTER FUNCTION public.f(public.e) OWNER TO postgres;
ALTER TABLE public.t ADD COLUMN y public.e GENERATED ALWAYS AS (public.f(x)) STORED;
COMMIT;
