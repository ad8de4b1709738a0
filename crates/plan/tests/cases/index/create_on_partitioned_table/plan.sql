CREATE INDEX event_at ON ONLY public.event (at);

CREATE INDEX event_low_at_idx ON ONLY public.event_low (at);

ALTER INDEX public.event_at ATTACH PARTITION public.event_low_at_idx;

CREATE INDEX CONCURRENTLY event_low_1_at_idx ON public.event_low_1 (at);

ALTER INDEX public.event_low_at_idx ATTACH PARTITION public.event_low_1_at_idx;

CREATE INDEX CONCURRENTLY event_rest_at_idx ON public.event_rest (at);

ALTER INDEX public.event_at ATTACH PARTITION public.event_rest_at_idx;
