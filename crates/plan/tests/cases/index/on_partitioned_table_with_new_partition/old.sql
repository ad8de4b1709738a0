CREATE TABLE public.event (id int, day date) PARTITION BY RANGE (day);
CREATE TABLE public.event_2023 PARTITION OF public.event FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE public.event_2024 PARTITION OF public.event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
INSERT INTO public.event SELECT n, '2024-03-01' FROM generate_series(1, 100) n;
