DROP VIEW public.moods;

ALTER TABLE public.item ALTER COLUMN mood DROP DEFAULT;

DROP INDEX public.item_mood;

DROP FUNCTION public.is_ok(public.mood);

ALTER TYPE public.mood RENAME TO pgplumb_old_mood;
CREATE TYPE public.mood AS ENUM (
    'ok',
    'happy'
);
ALTER TYPE public.mood OWNER TO postgres;
ALTER TABLE public.item ALTER COLUMN mood TYPE public.mood USING mood::text::public.mood, ALTER COLUMN moods TYPE public.mood[] USING moods::text[]::public.mood[];
DROP TYPE public.pgplumb_old_mood;

CREATE FUNCTION public.is_ok(m public.mood)
    RETURNS boolean
    LANGUAGE sql
    AS $$SELECT m = 'ok'$$;
ALTER FUNCTION public.is_ok(public.mood) OWNER TO postgres;

ALTER TABLE ONLY public.item ALTER COLUMN mood SET DEFAULT 'ok'::public.mood;

CREATE INDEX item_mood ON public.item (mood)
    WHERE (mood = 'ok'::public.mood);

CREATE VIEW public.moods AS
 SELECT mood
   FROM public.item;
ALTER VIEW public.moods OWNER TO postgres;
