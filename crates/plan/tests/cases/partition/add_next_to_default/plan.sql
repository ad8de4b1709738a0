CREATE TABLE public.event_high (
    id integer,
    at integer NOT NULL
);
ALTER TABLE public.event_high OWNER TO postgres;

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_high FOR VALUES FROM (10) TO (20);
