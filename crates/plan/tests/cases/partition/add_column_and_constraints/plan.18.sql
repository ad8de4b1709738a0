ALTER TABLE public.event ADD COLUMN at date DEFAULT '2024-01-01'::date CONSTRAINT event_at_not_null NOT NULL;

ALTER TABLE public.event
    ADD CONSTRAINT event_kind_check CHECK (kind <> ''::text) NOT VALID;

ALTER TABLE public.event VALIDATE CONSTRAINT event_kind_check;

ALTER TABLE public.event_high
    ADD CONSTRAINT event_high_pkey PRIMARY KEY (id);

ALTER TABLE public.event_low
    ADD CONSTRAINT event_low_pkey PRIMARY KEY (id);

ALTER TABLE public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id);
