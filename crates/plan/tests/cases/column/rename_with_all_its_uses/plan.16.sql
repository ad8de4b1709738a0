ALTER TABLE public.item RENAME COLUMN gone TO renamed;

DROP VIEW public.items;

CREATE VIEW public.items AS
 SELECT id,
    renamed,
    kept
   FROM public.item;
ALTER VIEW public.items OWNER TO postgres;
