ALTER TABLE public.event DETACH PARTITION public.event_a;

ALTER TABLE public.event ATTACH PARTITION public.event_a FOR VALUES IN ('a', 'c');
