CREATE MATERIALIZED VIEW public.empty AS
 SELECT item.id
   FROM public.item
WITH NO DATA;
ALTER MATERIALIZED VIEW public.empty OWNER TO postgres;

CREATE MATERIALIZED VIEW public.ids WITH (fillfactor=70) AS
 SELECT item.id
   FROM public.item
WITH NO DATA;
ALTER MATERIALIZED VIEW public.ids OWNER TO postgres;
COMMENT ON MATERIALIZED VIEW public.ids IS 'refreshed at night';
GRANT SELECT ON TABLE public.ids TO alice;

CREATE UNIQUE INDEX ids_id ON public.ids (id);
