CREATE TABLE public.event_middle (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    CONSTRAINT event_middle_pkey PRIMARY KEY (id)
)
PARTITION BY RANGE (id);
ALTER TABLE public.event_middle OWNER TO postgres;

CREATE TABLE public.event_middle_high (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    CONSTRAINT event_middle_high_pkey PRIMARY KEY (id)
);
ALTER TABLE public.event_middle_high OWNER TO postgres;

ALTER TABLE ONLY public.event_middle ATTACH PARTITION public.event_middle_high FOR VALUES FROM (500) TO (1000);

CREATE TABLE public.event_middle_low (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    CONSTRAINT event_middle_low_pkey PRIMARY KEY (id)
);
ALTER TABLE public.event_middle_low OWNER TO postgres;

ALTER TABLE ONLY public.event_middle ATTACH PARTITION public.event_middle_low FOR VALUES FROM (100) TO (500);

CREATE TABLE public.event_top (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    CONSTRAINT event_top_pkey PRIMARY KEY (id)
);
ALTER TABLE public.event_top OWNER TO postgres;

ALTER TABLE public.note DROP CONSTRAINT note_event_fkey;

ALTER TABLE public.event DETACH PARTITION public.event_high;
ALTER TABLE public.event_high RENAME TO pgplumb_old_event_high;
ALTER TABLE public.pgplumb_old_event_high DROP CONSTRAINT event_high_pkey;

INSERT INTO public.event_middle (id)
    SELECT id FROM public.pgplumb_old_event_high
    WHERE (id IS NOT NULL AND id >= 100 AND id < 1000);
INSERT INTO public.event_top (id)
    SELECT id FROM public.pgplumb_old_event_high
    WHERE (id IS NOT NULL AND id >= 1000 AND true);
DROP TABLE public.pgplumb_old_event_high;

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_middle FOR VALUES FROM (100) TO (1000);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_top FOR VALUES FROM (1000) TO (MAXVALUE);

ALTER TABLE public.note
    ADD CONSTRAINT note_event_fkey FOREIGN KEY (event) REFERENCES public.event (id) NOT VALID;

ALTER TABLE public.note VALIDATE CONSTRAINT note_event_fkey;
