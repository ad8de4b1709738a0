ALTER TABLE public.item RENAME COLUMN gone TO renamed;

ALTER TABLE public.item RENAME CONSTRAINT item_gone_not_null TO item_renamed_not_null;

DROP VIEW public.items;

CREATE VIEW public.items AS
 SELECT id,
    renamed,
    kept
   FROM public.item;
ALTER VIEW public.items OWNER TO postgres;
