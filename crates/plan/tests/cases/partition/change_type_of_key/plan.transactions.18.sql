BEGIN;
LOCK TABLE ONLY public.measure IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.measure_1 IN ACCESS EXCLUSIVE MODE;
LOCK TABLE ONLY public.measure_2 IN ACCESS EXCLUSIVE MODE;
ALTER TABLE public.measure_2 RENAME TO pgplumb_old_measure_2;
ALTER TABLE public.measure_1 RENAME TO pgplumb_old_measure_1;
ALTER TABLE public.measure RENAME TO pgplumb_old_measure;
ALTER TABLE public.pgplumb_old_measure DROP CONSTRAINT measure_pkey;
CREATE TABLE public.measure (
    id integer CONSTRAINT measure_id_not_null NOT NULL,
    day bigint CONSTRAINT measure_day_not_null NOT NULL,
    CONSTRAINT measure_pkey PRIMARY KEY (id, day)
)
PARTITION BY RANGE (day);
ALTER TABLE public.measure OWNER TO postgres;
CREATE TABLE public.measure_1 (
    id integer CONSTRAINT measure_id_not_null NOT NULL,
    day bigint CONSTRAINT measure_day_not_null NOT NULL,
    CONSTRAINT measure_1_pkey PRIMARY KEY (id, day)
);
ALTER TABLE public.measure_1 OWNER TO postgres;
ALTER TABLE ONLY public.measure ATTACH PARTITION public.measure_1 FOR VALUES FROM ('0') TO ('10');
CREATE TABLE public.measure_2 (
    id integer CONSTRAINT measure_id_not_null NOT NULL,
    day bigint CONSTRAINT measure_day_not_null NOT NULL,
    CONSTRAINT measure_2_pkey PRIMARY KEY (id, day)
);
ALTER TABLE public.measure_2 OWNER TO postgres;
ALTER TABLE ONLY public.measure ATTACH PARTITION public.measure_2 FOR VALUES FROM ('10') TO ('20');
INSERT INTO public.measure (id, day)
    SELECT id, day FROM public.pgplumb_old_measure;
DROP TABLE public.pgplumb_old_measure;
COMMIT;
