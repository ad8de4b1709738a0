ALTER TABLE public.item
    ADD CONSTRAINT item_price_check CHECK (price > 0) NOT VALID;

ALTER TABLE public.item VALIDATE CONSTRAINT item_price_check;

ALTER TABLE public.item DROP CONSTRAINT item_price_ck;

CREATE INDEX CONCURRENTLY new_index ON public.item (price);

DROP INDEX CONCURRENTLY public.old_index;

CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_item_pkey ON public.item (id);

ALTER TABLE public.item DROP CONSTRAINT item_pk;

ALTER TABLE public.item ADD CONSTRAINT item_pkey PRIMARY KEY USING INDEX pgplumb_new_item_pkey;
