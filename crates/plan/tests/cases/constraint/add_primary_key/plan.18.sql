ALTER TABLE public.item ADD CONSTRAINT item_id_not_null NOT NULL id NOT VALID;

ALTER TABLE public.item VALIDATE CONSTRAINT item_id_not_null;

CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_item_pkey ON public.item (id);

ALTER TABLE public.item ADD CONSTRAINT item_pkey PRIMARY KEY USING INDEX pgplumb_new_item_pkey;
