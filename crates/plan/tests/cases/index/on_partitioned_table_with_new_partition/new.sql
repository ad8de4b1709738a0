CREATE TABLE public.event (id int, day date) PARTITION BY RANGE (day);
CREATE TABLE public.event_2023 (id int, day date);
CREATE TABLE public.event_2024 PARTITION OF public.event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE public.event_2025 PARTITION OF public.event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX event_id ON public.event (id);
