DROP VIEW public.moods;

ALTER TYPE public.mood RENAME TO pgplumb_old_mood;
ALTER TYPE public.day RENAME TO pgplumb_old_day;
ALTER DOMAIN public.some_mood RENAME TO pgplumb_old_some_mood;
CREATE TYPE public.mood AS ENUM (
    'ok',
    'happy'
);
ALTER TYPE public.mood OWNER TO alice;
COMMENT ON TYPE public.mood IS 'how it is';
REVOKE ALL ON TYPE public.mood FROM PUBLIC;
CREATE TYPE public.day AS (
    mood public.mood,
    note text
);
ALTER TYPE public.day OWNER TO postgres;
CREATE DOMAIN public.some_mood AS public.mood DEFAULT 'ok'::public.mood
    CONSTRAINT some_mood_check CHECK ((VALUE <> 'happy'::public.mood) OR (VALUE = 'happy'::public.mood));
ALTER DOMAIN public.some_mood OWNER TO postgres;
ALTER TABLE public.item ALTER COLUMN mood TYPE public.some_mood USING mood::text::public.some_mood, ALTER COLUMN today TYPE public.day USING CASE WHEN today IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW((today).mood::text::public.mood, (today).note)::public.day END, ALTER COLUMN moods TYPE public.some_mood[] USING moods::text[]::public.some_mood[];
DROP DOMAIN public.pgplumb_old_some_mood;
DROP TYPE public.pgplumb_old_day;
DROP TYPE public.pgplumb_old_mood;

CREATE VIEW public.moods AS
 SELECT mood,
    (today).mood AS today
   FROM public.item;
ALTER VIEW public.moods OWNER TO postgres;
