ALTER TABLE public.item ADD CONSTRAINT pgplumb_new_item_id_not_null CHECK (id IS NOT NULL) NOT VALID;

ALTER TABLE public.item VALIDATE CONSTRAINT pgplumb_new_item_id_not_null;

ALTER TABLE public.item ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.item DROP CONSTRAINT pgplumb_new_item_id_not_null;

ALTER TABLE public.item ALTER COLUMN label DROP NOT NULL;
