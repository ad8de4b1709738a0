CREATE INDEX loaded_id_idx ON public.loaded (id);

ALTER TABLE public.event DETACH PARTITION public.event_2024;

CREATE INDEX event_id ON public.event (id);

ALTER TABLE public.event ATTACH PARTITION public.loaded FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
