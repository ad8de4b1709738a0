BEGIN;
ALTER TABLE public.item DROP CONSTRAINT item_pk;
ALTER TABLE public.item ADD CONSTRAINT item_pkey PRIMARY KEY USING INDEX pgplumb_new_item_pkey;
COMMIT;
