ALTER TYPE public.mood RENAME TO pgplumb_old_mood;
CREATE TYPE public.mood AS ENUM (
    'ok',
    'sad'
);
ALTER TYPE public.mood OWNER TO postgres;
ALTER TABLE public.item ALTER COLUMN mood TYPE public.mood USING mood::text::public.mood;
DROP TYPE public.pgplumb_old_mood;
