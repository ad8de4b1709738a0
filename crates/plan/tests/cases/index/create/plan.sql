CREATE UNIQUE INDEX CONCURRENTLY item_id ON public.item (id) WITH (fillfactor=70);

COMMENT ON INDEX public.item_id IS 'each once';

CREATE INDEX CONCURRENTLY item_hash ON public.item USING hash (label);

CREATE INDEX CONCURRENTLY item_label ON public.item (lower(label) text_pattern_ops, price DESC NULLS LAST) INCLUDE (id)
    WHERE (price > 0);
