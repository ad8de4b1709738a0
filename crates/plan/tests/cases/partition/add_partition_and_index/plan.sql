CREATE INDEX event_id ON ONLY public.event (id);

CREATE TABLE public.event_high (
    id integer,
    at integer
);
ALTER TABLE public.event_high OWNER TO postgres;

CREATE INDEX event_high_id_idx ON public.event_high (id);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_high FOR VALUES FROM (10) TO (20);

CREATE INDEX CONCURRENTLY event_low_id_idx ON public.event_low (id);

ALTER INDEX public.event_id ATTACH PARTITION public.event_low_id_idx;
