DROP FUNCTION public.shown(public.address);

DROP TYPE public.address;
