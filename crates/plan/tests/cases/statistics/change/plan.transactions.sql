BEGIN;
DROP STATISTICS public.kinds;
CREATE STATISTICS public.kinds (dependencies) ON a, b FROM public.item;
ALTER STATISTICS public.kinds OWNER TO postgres;
COMMIT;
