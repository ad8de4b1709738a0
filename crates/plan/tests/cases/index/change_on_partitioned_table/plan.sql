CREATE INDEX pgplumb_new_event_at ON ONLY public.event (at, id);

CREATE INDEX CONCURRENTLY pgplumb_new_event_rest_at_id_idx ON public.event_rest (at, id);

ALTER INDEX public.pgplumb_new_event_at ATTACH PARTITION public.pgplumb_new_event_rest_at_id_idx;

CREATE INDEX CONCURRENTLY pgplumb_new_event_low_at_id_idx ON public.event_low (at, id);

ALTER INDEX public.pgplumb_new_event_at ATTACH PARTITION public.pgplumb_new_event_low_at_id_idx;

DROP INDEX public.event_at;
ALTER INDEX public.pgplumb_new_event_at RENAME TO event_at;
ALTER INDEX public.pgplumb_new_event_rest_at_id_idx RENAME TO event_rest_at_id_idx;
ALTER INDEX public.pgplumb_new_event_low_at_id_idx RENAME TO event_low_at_id_idx;
