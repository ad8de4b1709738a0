DROP INDEX public.item_id;

CREATE UNIQUE INDEX item_id ON public.item (id, code);
ALTER TABLE ONLY public.item REPLICA IDENTITY USING INDEX item_id;
