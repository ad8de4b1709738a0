BEGIN;
DROP STATISTICS public.sale_changed;
CREATE STATISTICS public.sale_changed ON price, (total), (count + 1) FROM public.sale;
ALTER STATISTICS public.sale_changed OWNER TO postgres;
COMMIT;
