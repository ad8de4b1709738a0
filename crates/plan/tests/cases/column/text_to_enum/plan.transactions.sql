BEGIN;
ALTER TABLE public.item ALTER COLUMN mood DROP DEFAULT;
ALTER TABLE public.item ALTER COLUMN mood TYPE public.mood USING mood::text::public.mood;
ALTER TABLE public.item ALTER COLUMN mood SET DEFAULT 'ok'::public.mood;
COMMIT;
