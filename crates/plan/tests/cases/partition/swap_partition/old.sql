CREATE TABLE public.event (id int, day date) PARTITION BY RANGE (day);
CREATE TABLE public.event_2024 PARTITION OF public.event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE public.loaded (id int, day date);
