ALTER TABLE public.item ALTER COLUMN mood TYPE text;

DROP TYPE public.mood;
