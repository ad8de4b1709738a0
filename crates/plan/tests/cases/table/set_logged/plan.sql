ALTER TABLE public.parent SET LOGGED;

ALTER TABLE public.child SET LOGGED;
