BEGIN;
DROP VIEW public.items;
CREATE VIEW public.items AS
 SELECT item.id,
    item.renamed,
    item.kept
   FROM public.item;
ALTER VIEW public.items OWNER TO postgres;
COMMIT;
