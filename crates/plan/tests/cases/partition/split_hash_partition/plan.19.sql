CREATE TABLE public.event_2 (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    kind text,
    CONSTRAINT event_2_pkey PRIMARY KEY (id)
);
ALTER TABLE public.event_2 OWNER TO postgres;

ALTER TABLE public.event DETACH PARTITION public.event_0;

INSERT INTO public.event_2 (id, kind)
    SELECT id, kind FROM public.event_0
    WHERE pg_catalog.satisfies_hash_partition('public.event'::pg_catalog.regclass, 4, 2, id);
DELETE FROM public.event_0
    WHERE NOT COALESCE(pg_catalog.satisfies_hash_partition('public.event'::pg_catalog.regclass, 4, 0, id), false);

ALTER TABLE public.event ATTACH PARTITION public.event_0 FOR VALUES WITH (modulus 4, remainder 0);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_2 FOR VALUES WITH (modulus 4, remainder 2);
