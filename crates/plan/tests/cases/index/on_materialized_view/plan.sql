CREATE UNIQUE INDEX CONCURRENTLY numbers_n ON public.numbers (n);

DROP INDEX CONCURRENTLY public.numbers_label;
