ALTER TYPE public.level RENAME TO pgplumb_old_level;
ALTER DOMAIN public.checked_level RENAME TO pgplumb_old_checked_level;
CREATE TYPE public.level AS ENUM (
    'lo',
    'hi'
);
ALTER TYPE public.level OWNER TO postgres;
CREATE DOMAIN public.checked_level AS public.level DEFAULT 'lo'::public.level;
ALTER DOMAIN public.checked_level OWNER TO postgres;
ALTER TABLE public.item ALTER COLUMN l TYPE public.checked_level USING l::text::public.checked_level;
DROP DOMAIN public.pgplumb_old_checked_level;
DROP TYPE public.pgplumb_old_level;
