ALTER TYPE public.mood ADD VALUE 'awful' BEFORE 'sad';

ALTER TYPE public.mood ADD VALUE 'ok' AFTER 'sad';

ALTER TYPE public.mood ADD VALUE 'great';

ALTER TABLE public.item ALTER COLUMN mood SET DEFAULT 'ok'::public.mood;
