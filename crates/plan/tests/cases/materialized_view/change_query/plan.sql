DROP VIEW public.top;

DROP MATERIALIZED VIEW public.ids;

CREATE MATERIALIZED VIEW public.ids AS
 SELECT item.id,
    item.label
   FROM public.item
  WHERE (item.id > 0)
WITH NO DATA;
ALTER MATERIALIZED VIEW public.ids OWNER TO postgres;
GRANT SELECT ON TABLE public.ids TO alice;
REFRESH MATERIALIZED VIEW public.ids;

CREATE UNIQUE INDEX ids_id ON public.ids (id);

CREATE VIEW public.top AS
 SELECT max(ids.id) AS top
   FROM public.ids;
ALTER VIEW public.top OWNER TO postgres;
