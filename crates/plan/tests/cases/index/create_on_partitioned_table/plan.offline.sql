CREATE INDEX event_low_1_at_idx ON public.event_low_1 (at);

CREATE INDEX event_low_at_idx ON public.event_low (at);

CREATE INDEX event_rest_at_idx ON public.event_rest (at);

CREATE INDEX event_at ON public.event (at);
