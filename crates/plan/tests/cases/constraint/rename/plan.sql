ALTER TABLE public.item RENAME CONSTRAINT item_pk TO item_pkey;

ALTER TABLE public.item RENAME CONSTRAINT item_price_ck TO item_price_check;
