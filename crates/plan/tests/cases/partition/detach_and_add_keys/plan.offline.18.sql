ALTER TABLE public.measure DETACH PARTITION public.measure_2;

CREATE TABLE public.measure_3 (
    id integer CONSTRAINT measure_id_not_null NOT NULL,
    day integer CONSTRAINT measure_day_not_null NOT NULL,
    place integer,
    CONSTRAINT measure_3_pkey PRIMARY KEY (id, day)
);
ALTER TABLE public.measure_3 OWNER TO postgres;

ALTER TABLE public.measure DROP CONSTRAINT measure_place_fkey;

ALTER TABLE public.measure
    ADD CONSTRAINT measure_place_fkey FOREIGN KEY (place) REFERENCES public.place (id) ON DELETE CASCADE;

ALTER TABLE public.measure_2 RENAME CONSTRAINT measure_id_not_null TO measure_2_id_not_null;

ALTER TABLE public.measure_2 RENAME CONSTRAINT measure_day_not_null TO measure_2_day_not_null;

ALTER TABLE ONLY public.measure ATTACH PARTITION public.measure_3 FOR VALUES FROM (10) TO (30);

ALTER TABLE public.note
    ADD CONSTRAINT note_measure_day_fkey FOREIGN KEY (measure, day) REFERENCES public.measure (id, day);
