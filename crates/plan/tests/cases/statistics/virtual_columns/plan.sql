DROP STATISTICS public.sale_gone;

ALTER TABLE public.sale ALTER COLUMN total SET EXPRESSION AS ((price * count) + 1);

DROP STATISTICS public.sale_changed;

CREATE STATISTICS public.sale_changed ON price, (total), (count + 1) FROM public.sale;
ALTER STATISTICS public.sale_changed OWNER TO postgres;

CREATE STATISTICS public.sale_new ON (total) FROM public.sale;
ALTER STATISTICS public.sale_new OWNER TO postgres;
