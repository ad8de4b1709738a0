ALTER TABLE public.item ADD CONSTRAINT pgplumb_new_item_id_not_null CHECK (id IS NOT NULL) NOT VALID;

ALTER TABLE public.item VALIDATE CONSTRAINT pgplumb_new_item_id_not_null;

ALTER TABLE public.item ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.item DROP CONSTRAINT pgplumb_new_item_id_not_null;

CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_item_pkey ON public.item (id);

ALTER TABLE public.item ADD CONSTRAINT item_pkey PRIMARY KEY USING INDEX pgplumb_new_item_pkey;
