ALTER INDEX public.event_at ATTACH PARTITION public.event_rest_at;
