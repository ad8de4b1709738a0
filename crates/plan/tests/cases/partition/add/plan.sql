CREATE TABLE public.event_2025 (
    id integer NOT NULL,
    at date NOT NULL,
    CONSTRAINT event_2025_pkey PRIMARY KEY (id, at)
);
ALTER TABLE public.event_2025 OWNER TO postgres;

CREATE INDEX event_2025_at_idx ON public.event_2025 (at);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
