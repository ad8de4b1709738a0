DROP MATERIALIZED VIEW public.on_filled;

DROP MATERIALIZED VIEW public.filled;

DROP MATERIALIZED VIEW public.empty;

DROP VIEW public.v;

CREATE VIEW public.v AS
 SELECT name,
    id
   FROM public.t;
ALTER VIEW public.v OWNER TO postgres;

CREATE MATERIALIZED VIEW public.empty AS
 SELECT name
   FROM public.v
WITH NO DATA;
ALTER MATERIALIZED VIEW public.empty OWNER TO postgres;

CREATE MATERIALIZED VIEW public.filled AS
 SELECT id
   FROM public.v
WITH NO DATA;
ALTER MATERIALIZED VIEW public.filled OWNER TO postgres;
REFRESH MATERIALIZED VIEW public.filled;

CREATE MATERIALIZED VIEW public.on_filled AS
 SELECT (id + 1) AS next
   FROM public.filled
WITH NO DATA;
ALTER MATERIALIZED VIEW public.on_filled OWNER TO postgres;
REFRESH MATERIALIZED VIEW public.on_filled;
