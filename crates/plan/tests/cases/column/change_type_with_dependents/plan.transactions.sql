BEGIN;
DROP MATERIALIZED VIEW public.total;
DROP VIEW public.amounts;
DROP TRIGGER watch_amount ON public.item;
DROP RULE notice ON public.item;
DROP POLICY positive ON public.item;
ALTER TABLE public.item ALTER COLUMN amount TYPE bigint;
CREATE TRIGGER watch_amount BEFORE UPDATE OF amount ON public.item
    FOR EACH ROW
    WHEN ((new.amount > old.amount))
    EXECUTE FUNCTION public.watch();
CREATE RULE notice AS
    ON DELETE TO public.item
   WHERE (old.amount > 5) DO INSTEAD NOTHING;
CREATE POLICY positive ON public.item USING (amount > 0);
CREATE VIEW public.amounts AS
 SELECT item.amount
   FROM public.item;
ALTER VIEW public.amounts OWNER TO postgres;
CREATE MATERIALIZED VIEW public.total AS
 SELECT sum(amounts.amount) AS sum
   FROM public.amounts
WITH NO DATA;
ALTER MATERIALIZED VIEW public.total OWNER TO postgres;
REFRESH MATERIALIZED VIEW public.total;
CREATE INDEX total_sum ON public.total (sum);
COMMIT;
