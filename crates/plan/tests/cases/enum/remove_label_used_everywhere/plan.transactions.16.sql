BEGIN;
DROP MATERIALIZED VIEW public.sad;
ALTER TABLE public.person DROP COLUMN is_sad;
ALTER TABLE public.person ALTER COLUMN mood DROP DEFAULT;
ALTER TABLE public.person ALTER COLUMN moods DROP DEFAULT;
ALTER TABLE public.person DROP CONSTRAINT person_mood_check;
DROP INDEX public.by_expression;
DROP INDEX public.by_mood;
DROP TRIGGER note ON public.person;
DROP POLICY glad ON public.person;
DROP FUNCTION public.is_sad(public.mood);
ALTER TYPE public.mood RENAME TO pgplumb_old_mood;
CREATE TYPE public.mood AS ENUM (
    'sad',
    'ok'
);
ALTER TYPE public.mood OWNER TO postgres;
ALTER TABLE public.person ALTER COLUMN mood TYPE public.mood USING mood::text::public.mood, ALTER COLUMN moods TYPE public.mood[] USING moods::text[]::public.mood[];
DROP TYPE public.pgplumb_old_mood;
CREATE FUNCTION public.is_sad(public.mood)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT $1 = 'sad'$$;
ALTER FUNCTION public.is_sad(public.mood) OWNER TO postgres;
ALTER TABLE public.person ADD COLUMN is_sad boolean GENERATED ALWAYS AS (mood = 'sad'::public.mood) STORED;
ALTER TABLE ONLY public.person ALTER COLUMN mood SET DEFAULT 'ok'::public.mood;
ALTER TABLE ONLY public.person ALTER COLUMN moods SET DEFAULT '{ok}'::public.mood[];
CREATE UNIQUE INDEX by_expression ON public.person (((mood = 'sad'::public.mood)), id) INCLUDE (mood);
CREATE INDEX by_mood ON public.person (mood)
    WHERE (mood <> 'sad'::public.mood);
COMMENT ON INDEX public.by_mood IS 'not the sad ones';
CREATE TRIGGER note BEFORE UPDATE OF mood ON public.person
    FOR EACH ROW
    WHEN ((new.mood = 'sad'::public.mood))
    EXECUTE FUNCTION public.note();
CREATE POLICY glad ON public.person USING (mood <> 'sad'::public.mood);
CREATE MATERIALIZED VIEW public.sad AS
 SELECT id,
    mood
   FROM public.person
  WHERE (mood = 'sad'::public.mood)
WITH NO DATA;
ALTER MATERIALIZED VIEW public.sad OWNER TO postgres;
REFRESH MATERIALIZED VIEW public.sad;
CREATE UNIQUE INDEX sad_id ON public.sad (id);
ALTER TABLE public.person
    ADD CONSTRAINT person_mood_check CHECK (public.is_sad(mood) IS NOT NULL) NOT VALID;
COMMIT;
