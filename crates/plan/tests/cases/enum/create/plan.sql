CREATE TYPE public.mood AS ENUM (
    'sad',
    'ok',
    'it''s'
);
ALTER TYPE public.mood OWNER TO postgres;
COMMENT ON TYPE public.mood IS 'how it is';

ALTER TABLE public.item ADD COLUMN mood public.mood DEFAULT 'ok'::public.mood;
