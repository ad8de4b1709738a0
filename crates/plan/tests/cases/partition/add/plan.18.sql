CREATE TABLE public.event_2025 (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    at date CONSTRAINT event_at_not_null NOT NULL,
    CONSTRAINT event_2025_pkey PRIMARY KEY (id, at)
);
ALTER TABLE public.event_2025 OWNER TO postgres;

CREATE INDEX event_2025_at_idx ON public.event_2025 (at);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
