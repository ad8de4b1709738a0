CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_item_id ON public.item (id)
    WHERE (id > 0);

CREATE INDEX CONCURRENTLY pgplumb_new_item_label ON public.item (label, id);

DROP INDEX CONCURRENTLY public.item_label;

ALTER INDEX public.pgplumb_new_item_label RENAME TO item_label;
COMMENT ON INDEX public.item_label IS 'kept';

DROP INDEX CONCURRENTLY public.item_id;

ALTER INDEX public.pgplumb_new_item_id RENAME TO item_id;
