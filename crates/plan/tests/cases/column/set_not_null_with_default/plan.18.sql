ALTER TABLE public.item ALTER COLUMN label SET DEFAULT 'none'::text;

ALTER TABLE public.item ADD CONSTRAINT item_label_not_null NOT NULL label NOT VALID;

ALTER TABLE public.item VALIDATE CONSTRAINT item_label_not_null;
