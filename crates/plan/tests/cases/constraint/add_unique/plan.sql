CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_item_id_key ON public.item (id);

ALTER TABLE public.item ADD CONSTRAINT item_id_key UNIQUE USING INDEX pgplumb_new_item_id_key DEFERRABLE INITIALLY DEFERRED;

CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_one_code ON public.item (code) INCLUDE (slot) WITH (fillfactor=70);

ALTER TABLE public.item ADD CONSTRAINT one_code UNIQUE USING INDEX pgplumb_new_one_code;
COMMENT ON CONSTRAINT one_code ON public.item IS 'never twice';
