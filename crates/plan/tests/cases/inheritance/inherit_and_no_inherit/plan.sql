ALTER TABLE public.joining INHERIT public.parent;

ALTER TABLE public.leaving NO INHERIT public.parent;
