CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_item_id ON public.item (id, code);

DROP INDEX public.item_id;
ALTER INDEX public.pgplumb_new_item_id RENAME TO item_id;
ALTER TABLE ONLY public.item REPLICA IDENTITY USING INDEX item_id;
