ALTER TABLE public.event DETACH PARTITION public.event_low CONCURRENTLY;

ALTER TABLE public.event_low DROP CONSTRAINT IF EXISTS event_low_id_check;

ALTER TABLE public.event_low RENAME CONSTRAINT event_id_not_null TO event_low_id_not_null;
