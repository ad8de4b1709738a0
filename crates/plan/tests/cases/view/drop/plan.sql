DROP VIEW public.upper_view;

DROP VIEW public.lower_view;
