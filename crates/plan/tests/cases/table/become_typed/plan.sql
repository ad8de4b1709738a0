ALTER TABLE public.others NOT OF;

ALTER TABLE public.people OF public.person;
