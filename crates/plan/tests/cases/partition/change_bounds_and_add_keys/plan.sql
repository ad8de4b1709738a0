ALTER TABLE public.place ADD CONSTRAINT pgplumb_new_place_id_not_null CHECK (id IS NOT NULL) NOT VALID;

ALTER TABLE public.place VALIDATE CONSTRAINT pgplumb_new_place_id_not_null;

ALTER TABLE public.place ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.place DROP CONSTRAINT pgplumb_new_place_id_not_null;

CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_place_pkey ON public.place (id);

ALTER TABLE public.place ADD CONSTRAINT place_pkey PRIMARY KEY USING INDEX pgplumb_new_place_pkey;

ALTER TABLE public.measure DETACH PARTITION public.measure_1;

ALTER TABLE public.measure DETACH PARTITION public.measure_2;

ALTER TABLE public.measure_1
    ADD CONSTRAINT measure_1_pkey PRIMARY KEY (id, day);

ALTER TABLE public.measure_2
    ADD CONSTRAINT measure_2_pkey PRIMARY KEY (id, day);

ALTER TABLE public.measure
    ADD CONSTRAINT measure_pkey PRIMARY KEY (id, day);

ALTER TABLE public.measure_1
    ADD CONSTRAINT measure_place_fkey FOREIGN KEY (place) REFERENCES public.place (id);

ALTER TABLE public.measure_2
    ADD CONSTRAINT measure_place_fkey FOREIGN KEY (place) REFERENCES public.place (id);

INSERT INTO public.measure_2 (id, day, place)
    SELECT id, day, place FROM public.measure_1
    WHERE (day IS NOT NULL AND day >= 5 AND day < 20);
DELETE FROM public.measure_1
    WHERE NOT COALESCE((day IS NOT NULL AND day >= 0 AND day < 5), false);

INSERT INTO public.measure_1 (id, day, place)
    SELECT id, day, place FROM public.measure_2
    WHERE (day IS NOT NULL AND day >= 0 AND day < 5);
DELETE FROM public.measure_2
    WHERE NOT COALESCE((day IS NOT NULL AND day >= 5 AND day < 20), false);

ALTER TABLE public.measure ATTACH PARTITION public.measure_1 FOR VALUES FROM (0) TO (5);

ALTER TABLE public.measure ATTACH PARTITION public.measure_2 FOR VALUES FROM (5) TO (20);

ALTER TABLE public.measure
    ADD CONSTRAINT measure_place_fkey FOREIGN KEY (place) REFERENCES public.place (id);

ALTER TABLE public.note
    ADD CONSTRAINT note_measure_day_fkey FOREIGN KEY (measure, day) REFERENCES public.measure (id, day);
