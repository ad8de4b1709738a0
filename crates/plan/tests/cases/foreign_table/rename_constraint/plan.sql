ALTER TABLE public.f RENAME CONSTRAINT pos TO positive;
