ALTER TABLE public.event_low RENAME CONSTRAINT event_low_id_not_null TO event_id_not_null;

ALTER TABLE public.event ATTACH PARTITION public.event_low FOR VALUES FROM (0) TO (10);
