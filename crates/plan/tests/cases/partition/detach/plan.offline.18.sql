ALTER TABLE public.event DETACH PARTITION public.event_low;

ALTER TABLE public.event_low RENAME CONSTRAINT event_id_not_null TO event_low_id_not_null;
