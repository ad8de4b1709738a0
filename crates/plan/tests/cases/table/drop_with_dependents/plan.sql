DROP MATERIALIZED VIEW public.counts;

DROP VIEW public.labels;

DROP FUNCTION public.customer_of(integer);

DROP TABLE public.customer;
