CREATE INDEX item_hash ON public.item USING hash (label);

CREATE UNIQUE INDEX item_id ON public.item (id) WITH (fillfactor=70);
COMMENT ON INDEX public.item_id IS 'each once';

CREATE INDEX item_label ON public.item (lower(label) text_pattern_ops, price DESC NULLS LAST) INCLUDE (id)
    WHERE (price > 0);
