ALTER TABLE public.doc DROP COLUMN pairs;

DROP FUNCTION public.first_key(public.hstore);

DROP EXTENSION hstore;
