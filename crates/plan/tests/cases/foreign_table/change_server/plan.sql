DROP VIEW public.ids;

DROP FOREIGN TABLE public.stock;

CREATE FOREIGN TABLE public.stock (
    id integer
)
SERVER farther;
ALTER FOREIGN TABLE public.stock OWNER TO postgres;

CREATE VIEW public.ids AS
 SELECT stock.id
   FROM public.stock;
ALTER VIEW public.ids OWNER TO postgres;
