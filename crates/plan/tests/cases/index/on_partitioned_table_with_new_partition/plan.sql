ALTER TABLE public.event DETACH PARTITION public.event_2023 CONCURRENTLY;

ALTER TABLE public.event_2023 DROP CONSTRAINT IF EXISTS event_2023_day_check;

CREATE INDEX event_id ON ONLY public.event (id);

CREATE INDEX CONCURRENTLY event_2024_id_idx ON public.event_2024 (id);

ALTER INDEX public.event_id ATTACH PARTITION public.event_2024_id_idx;

CREATE TABLE public.event_2025 (
    id integer,
    day date
);
ALTER TABLE public.event_2025 OWNER TO postgres;

CREATE INDEX event_2025_id_idx ON public.event_2025 (id);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
