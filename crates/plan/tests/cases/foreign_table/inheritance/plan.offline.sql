ALTER TABLE public.parts DETACH PARTITION public.detached;

ALTER TABLE public.parts ATTACH PARTITION public.attached FOR VALUES IN (1);

ALTER FOREIGN TABLE public.child INHERIT public.parent;

ALTER FOREIGN TABLE public.freed NO INHERIT public.other;

ALTER FOREIGN TABLE public.moved INHERIT public.parent;

ALTER FOREIGN TABLE public.moved NO INHERIT public.other;
