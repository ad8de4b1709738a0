ALTER TABLE public.event DETACH PARTITION public.event_2023;

CREATE INDEX event_2024_id_idx ON public.event_2024 (id);

CREATE TABLE public.event_2025 (
    id integer,
    day date
);
ALTER TABLE public.event_2025 OWNER TO postgres;

CREATE INDEX event_2025_id_idx ON public.event_2025 (id);

CREATE INDEX event_id ON public.event (id);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
