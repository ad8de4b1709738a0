CREATE TABLE public.event_all (
    id integer CONSTRAINT event_id_not_null NOT NULL,
    day date CONSTRAINT event_day_not_null NOT NULL,
    CONSTRAINT event_all_pkey PRIMARY KEY (id, day)
);
ALTER TABLE public.event_all OWNER TO postgres;

CREATE INDEX event_all_day_idx ON public.event_all (day);

ALTER TABLE public.event DETACH PARTITION public.event_2025;
ALTER TABLE public.event_2025 RENAME TO pgplumb_old_event_2025;
DROP INDEX public.event_2025_day_idx;
ALTER TABLE public.pgplumb_old_event_2025 DROP CONSTRAINT event_2025_pkey;

ALTER TABLE public.event DETACH PARTITION public.event_2024;
ALTER TABLE public.event_2024 RENAME TO pgplumb_old_event_2024;
DROP INDEX public.event_2024_day_idx;
ALTER TABLE public.pgplumb_old_event_2024 DROP CONSTRAINT event_2024_pkey;

INSERT INTO public.event_all (id, day)
    SELECT id, day FROM public.pgplumb_old_event_2024;
DROP TABLE public.pgplumb_old_event_2024;

INSERT INTO public.event_all (id, day)
    SELECT id, day FROM public.pgplumb_old_event_2025;
DROP TABLE public.pgplumb_old_event_2025;

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_all FOR VALUES FROM ('2024-01-01') TO ('2026-01-01');
