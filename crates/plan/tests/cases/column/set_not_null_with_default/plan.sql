ALTER TABLE public.item ALTER COLUMN label SET DEFAULT 'none'::text;

ALTER TABLE public.item ADD CONSTRAINT pgplumb_new_item_label_not_null CHECK (label IS NOT NULL) NOT VALID;

ALTER TABLE public.item VALIDATE CONSTRAINT pgplumb_new_item_label_not_null;

ALTER TABLE public.item ALTER COLUMN label SET NOT NULL;
ALTER TABLE public.item DROP CONSTRAINT pgplumb_new_item_label_not_null;
