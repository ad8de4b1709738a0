CREATE TABLE public.event (id int, day date, CONSTRAINT old_key PRIMARY KEY (id, day), CONSTRAINT old_unique UNIQUE (day, id)) PARTITION BY RANGE (day);
CREATE TABLE public.event_2024 PARTITION OF public.event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
