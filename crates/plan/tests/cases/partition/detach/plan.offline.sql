ALTER TABLE public.event DETACH PARTITION public.event_low;
