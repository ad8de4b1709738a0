ALTER TABLE public.item ALTER COLUMN id TYPE integer;

DROP DOMAIN public.positive;
