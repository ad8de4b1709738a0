ALTER TABLE public.item
    ADD CONSTRAINT item_id_key UNIQUE (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE public.item
    ADD CONSTRAINT one_code UNIQUE (code) INCLUDE (slot) WITH (fillfactor=70);
COMMENT ON CONSTRAINT one_code ON public.item IS 'never twice';
