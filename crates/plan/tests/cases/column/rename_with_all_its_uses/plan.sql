ALTER TABLE public.item RENAME COLUMN gone TO renamed;

DROP VIEW public.items;

CREATE VIEW public.items AS
 SELECT item.id,
    item.renamed,
    item.kept
   FROM public.item;
ALTER VIEW public.items OWNER TO postgres;
