BEGIN;
DROP VIEW public.prices;
ALTER TABLE public.item ALTER COLUMN id DROP DEFAULT;
ALTER TABLE public.item DROP CONSTRAINT priced;
DROP INDEX public.item_price;
DROP FUNCTION public.price(integer);
CREATE FUNCTION public.price(i integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE
    AS $$SELECT 1$$;
ALTER FUNCTION public.price(integer) OWNER TO postgres;
COMMENT ON FUNCTION public.price(integer) IS 'kept';
GRANT ALL ON FUNCTION public.price(integer) TO alice;
ALTER TABLE ONLY public.item ALTER COLUMN id SET DEFAULT public.price(1);
CREATE VIEW public.prices AS
 SELECT public.price(id) AS price
   FROM public.item;
ALTER VIEW public.prices OWNER TO postgres;
ALTER TABLE public.item
    ADD CONSTRAINT priced CHECK (public.price(id) > 0) NOT VALID;
CREATE INDEX item_price ON public.item (public.price(id));
COMMIT;
