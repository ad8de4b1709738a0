ALTER TABLE public.item ALTER COLUMN label SET DEFAULT 'none'::text;

ALTER TABLE public.item ALTER COLUMN label SET NOT NULL;
