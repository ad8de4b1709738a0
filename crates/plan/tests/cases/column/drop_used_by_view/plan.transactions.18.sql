BEGIN;
DROP VIEW public.labels;
DROP VIEW public.all_items;
CREATE VIEW public.all_items AS
 SELECT id,
    label
   FROM public.item;
ALTER VIEW public.all_items OWNER TO postgres;
COMMENT ON VIEW public.all_items IS 'kept';
CREATE VIEW public.labels AS
 SELECT label
   FROM public.all_items;
ALTER VIEW public.labels OWNER TO postgres;
GRANT SELECT ON TABLE public.labels TO alice;
COMMIT;
