ALTER TABLE public.item SET SCHEMA app;
