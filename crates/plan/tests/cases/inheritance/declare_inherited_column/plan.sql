ALTER TABLE public.c ADD COLUMN extra integer;

ALTER TABLE public.c INHERIT public.b;

ALTER TABLE public.c NO INHERIT public.a;
