ALTER TABLE public.event DROP CONSTRAINT old_key;

ALTER TABLE public.event DROP CONSTRAINT old_unique;

ALTER TABLE public.event_2024
    ADD CONSTRAINT event_2024_pkey PRIMARY KEY (id, day);

ALTER TABLE public.event
    ADD CONSTRAINT new_key PRIMARY KEY (id, day);

ALTER TABLE public.event_2024
    ADD CONSTRAINT event_2024_day_id_key UNIQUE (day, id);

ALTER TABLE public.event
    ADD CONSTRAINT new_unique UNIQUE (day, id);
