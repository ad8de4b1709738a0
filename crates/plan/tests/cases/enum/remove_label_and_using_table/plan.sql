DROP TABLE public.extra;

ALTER TYPE public.mood RENAME TO pgplumb_old_mood;
CREATE TYPE public.mood AS ENUM (
    'ok',
    'sad'
);
ALTER TYPE public.mood OWNER TO postgres;
ALTER TABLE public.keep ALTER COLUMN a TYPE public.mood USING a::text::public.mood;
DROP TYPE public.pgplumb_old_mood;
