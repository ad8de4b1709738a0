CREATE TYPE public.mood AS ENUM (
    'ok',
    'sad'
);
ALTER TYPE public.mood OWNER TO postgres;

ALTER TABLE public.item ALTER COLUMN mood DROP DEFAULT;

ALTER TABLE public.item ALTER COLUMN mood TYPE public.mood USING mood::text::public.mood;

ALTER TABLE public.item ALTER COLUMN mood SET DEFAULT 'ok'::public.mood;
