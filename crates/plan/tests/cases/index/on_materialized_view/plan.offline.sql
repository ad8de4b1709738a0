CREATE UNIQUE INDEX numbers_n ON public.numbers (n);

DROP INDEX public.numbers_label;
