CREATE TABLE public.event_high (
    id integer,
    at integer
);
ALTER TABLE public.event_high OWNER TO postgres;

CREATE INDEX event_high_id_idx ON public.event_high (id);

CREATE INDEX event_low_id_idx ON public.event_low (id);

CREATE INDEX event_id ON public.event (id);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_high FOR VALUES FROM (10) TO (20);
