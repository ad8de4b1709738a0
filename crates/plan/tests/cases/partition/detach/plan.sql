ALTER TABLE public.event DETACH PARTITION public.event_low CONCURRENTLY;

ALTER TABLE public.event_low DROP CONSTRAINT IF EXISTS event_low_id_check;
