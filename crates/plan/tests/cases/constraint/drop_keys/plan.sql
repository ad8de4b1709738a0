ALTER TABLE public.item DROP CONSTRAINT item_code_key;

ALTER TABLE public.item DROP CONSTRAINT item_pkey;
