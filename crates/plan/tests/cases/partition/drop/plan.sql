DROP TABLE public.event_low;
