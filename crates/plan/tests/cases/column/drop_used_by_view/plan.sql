DROP VIEW public.labels;

DROP VIEW public.all_items;

CREATE VIEW public.all_items AS
 SELECT item.id,
    item.label
   FROM public.item;
ALTER VIEW public.all_items OWNER TO postgres;
COMMENT ON VIEW public.all_items IS 'kept';

CREATE VIEW public.labels AS
 SELECT all_items.label
   FROM public.all_items;
ALTER VIEW public.labels OWNER TO postgres;
GRANT SELECT ON TABLE public.labels TO alice;

ALTER TABLE public.item DROP COLUMN gone;
