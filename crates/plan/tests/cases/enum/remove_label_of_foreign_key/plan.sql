ALTER TABLE public.person DROP CONSTRAINT person_mood_fkey;

ALTER TYPE public.mood RENAME TO pgplumb_old_mood;
CREATE TYPE public.mood AS ENUM (
    'sad',
    'ok'
);
ALTER TYPE public.mood OWNER TO postgres;
ALTER TABLE public.mood_text ALTER COLUMN mood TYPE public.mood USING mood::text::public.mood;
ALTER TABLE public.person ALTER COLUMN mood TYPE public.mood USING mood::text::public.mood, ALTER COLUMN moods TYPE public.mood[] USING moods::text[]::public.mood[];
DROP TYPE public.pgplumb_old_mood;

ALTER TABLE public.person
    ADD CONSTRAINT person_mood_fkey FOREIGN KEY (mood) REFERENCES public.mood_text (mood) NOT VALID;

ALTER TABLE public.person VALIDATE CONSTRAINT person_mood_fkey;
