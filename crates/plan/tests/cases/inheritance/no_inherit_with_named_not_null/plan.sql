ALTER TABLE public.joining INHERIT public.parent;

ALTER TABLE public.leaving NO INHERIT public.parent;

ALTER TABLE public.leaving RENAME CONSTRAINT parent_id_not_null TO leaving_id_not_null;
