CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_item_pkey ON public.item (id, code);

ALTER TABLE public.item DROP CONSTRAINT item_pkey;
ALTER TABLE public.item ADD CONSTRAINT item_pkey PRIMARY KEY USING INDEX pgplumb_new_item_pkey;
