DROP VIEW public.top;

DROP FUNCTION public.all_ids();

DROP VIEW public.ids;

CREATE VIEW public.ids AS
 SELECT (item.id)::bigint AS id
   FROM public.item;
ALTER VIEW public.ids OWNER TO postgres;
GRANT SELECT ON TABLE public.ids TO alice;

CREATE FUNCTION public.all_ids()
    RETURNS SETOF public.ids
    LANGUAGE sql
    AS $$SELECT * FROM ids$$;
ALTER FUNCTION public.all_ids() OWNER TO postgres;

CREATE VIEW public.top AS
 SELECT max(ids.id) AS top
   FROM public.ids;
ALTER VIEW public.top OWNER TO bob;
COMMENT ON VIEW public.top IS 'kept';
