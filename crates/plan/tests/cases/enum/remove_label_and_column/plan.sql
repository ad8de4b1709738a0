ALTER TABLE public.item DROP COLUMN gone;

ALTER TABLE public.item ALTER COLUMN words TYPE text;

ALTER TYPE public.mood RENAME TO pgplumb_old_mood;
CREATE TYPE public.mood AS ENUM (
    'ok',
    'happy'
);
ALTER TYPE public.mood OWNER TO postgres;
ALTER TABLE public.item ALTER COLUMN kept TYPE public.mood USING kept::text::public.mood;
DROP TYPE public.pgplumb_old_mood;
