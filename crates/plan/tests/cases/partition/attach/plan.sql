ALTER TABLE public.event ATTACH PARTITION public.event_low FOR VALUES FROM (0) TO (10);
