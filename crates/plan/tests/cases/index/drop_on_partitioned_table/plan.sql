DROP INDEX public.event_at;
