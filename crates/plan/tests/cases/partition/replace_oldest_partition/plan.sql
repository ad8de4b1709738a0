CREATE TABLE public.event_2025 (
    id integer,
    day date
);
ALTER TABLE public.event_2025 OWNER TO postgres;

DROP TABLE public.event_2023;

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
