DROP INDEX public.item_label;

CREATE INDEX item_label ON public.item (label, id);
COMMENT ON INDEX public.item_label IS 'kept';

DROP INDEX public.item_id;

CREATE UNIQUE INDEX item_id ON public.item (id)
    WHERE (id > 0);
