ALTER TABLE public.item
    ADD CONSTRAINT item_price_check CHECK (price > 0);

ALTER TABLE public.item DROP CONSTRAINT item_price_ck;

CREATE INDEX new_index ON public.item (price);

DROP INDEX public.old_index;

ALTER TABLE public.item DROP CONSTRAINT item_pk;

ALTER TABLE public.item
    ADD CONSTRAINT item_pkey PRIMARY KEY (id);
