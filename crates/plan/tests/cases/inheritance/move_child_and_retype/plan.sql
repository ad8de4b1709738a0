ALTER TABLE public.c NO INHERIT public.a;

ALTER TABLE public.c ALTER COLUMN id TYPE bigint;

ALTER TABLE public.c INHERIT public.b;
