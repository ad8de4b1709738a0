CREATE TABLE public.event (
    id integer NOT NULL,
    at date NOT NULL,
    CONSTRAINT event_pkey PRIMARY KEY (id, at)
)
PARTITION BY RANGE (at);
ALTER TABLE public.event OWNER TO postgres;

CREATE INDEX event_at ON public.event (at);

CREATE TABLE public.event_2024 (
    id integer NOT NULL,
    at date NOT NULL,
    CONSTRAINT event_2024_pkey PRIMARY KEY (id, at)
);
ALTER TABLE public.event_2024 OWNER TO postgres;

CREATE INDEX event_2024_at_idx ON public.event_2024 (at);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

CREATE TABLE public.event_rest (
    id integer NOT NULL,
    at date NOT NULL,
    CONSTRAINT event_rest_pkey PRIMARY KEY (id, at)
)
PARTITION BY HASH (id);
ALTER TABLE public.event_rest OWNER TO postgres;

CREATE INDEX event_rest_at_idx ON public.event_rest (at);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_rest DEFAULT;

CREATE TABLE public.event_rest_0 (
    id integer NOT NULL,
    at date NOT NULL,
    CONSTRAINT event_rest_0_pkey PRIMARY KEY (id, at)
);
ALTER TABLE public.event_rest_0 OWNER TO postgres;

CREATE INDEX event_rest_0_at_idx ON public.event_rest_0 (at);

ALTER TABLE ONLY public.event_rest ATTACH PARTITION public.event_rest_0 FOR VALUES WITH (modulus 2, remainder 0);

CREATE TABLE public.event_rest_1 (
    id integer NOT NULL,
    at date NOT NULL,
    CONSTRAINT event_rest_1_pkey PRIMARY KEY (id, at)
);
ALTER TABLE public.event_rest_1 OWNER TO postgres;

CREATE INDEX event_rest_1_at_idx ON public.event_rest_1 (at);

ALTER TABLE ONLY public.event_rest ATTACH PARTITION public.event_rest_1 FOR VALUES WITH (modulus 2, remainder 1);
