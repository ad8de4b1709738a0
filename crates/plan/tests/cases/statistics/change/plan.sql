DROP STATISTICS public.kinds;

CREATE STATISTICS public.kinds (dependencies) ON a, b FROM public.item;
ALTER STATISTICS public.kinds OWNER TO postgres;

ALTER STATISTICS public.target SET STATISTICS 500;
