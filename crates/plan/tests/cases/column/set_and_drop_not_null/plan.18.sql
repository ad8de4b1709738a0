ALTER TABLE public.item ADD CONSTRAINT item_id_not_null NOT NULL id NOT VALID;

ALTER TABLE public.item VALIDATE CONSTRAINT item_id_not_null;

ALTER TABLE public.item ALTER COLUMN label DROP NOT NULL;
