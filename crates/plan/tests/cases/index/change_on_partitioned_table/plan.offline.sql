CREATE INDEX event_low_at_id_idx ON public.event_low (at, id);

CREATE INDEX event_rest_at_id_idx ON public.event_rest (at, id);

DROP INDEX public.event_at;

CREATE INDEX event_at ON public.event (at, id);
