DROP VIEW public.prices;

DROP FUNCTION public.price();

CREATE FUNCTION public.price()
    RETURNS numeric
    LANGUAGE sql
    AS $$SELECT 1.5$$;
ALTER FUNCTION public.price() OWNER TO postgres;

CREATE VIEW public.prices AS
 SELECT public.price() AS price;
ALTER VIEW public.prices OWNER TO postgres;
