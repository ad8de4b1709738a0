BEGIN;
LOCK TABLE ONLY public.measure IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.measure_1 IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.measure_2 IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.place IN SHARE ROW EXCLUSIVE MODE;
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
COMMIT;
