ALTER TABLE public.item DROP CONSTRAINT item_pkey;

ALTER TABLE public.item
    ADD CONSTRAINT item_pkey PRIMARY KEY (id, code);
