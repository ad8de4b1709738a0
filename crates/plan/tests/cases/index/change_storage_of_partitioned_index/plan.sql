ALTER TABLE public.p DROP CONSTRAINT p_a_key;

ALTER TABLE public.p1
    ADD CONSTRAINT p1_a_key UNIQUE (a) WITH (fillfactor=50);

ALTER TABLE public.p
    ADD CONSTRAINT p_a_key UNIQUE (a) WITH (fillfactor=50);

CREATE INDEX pgplumb_new_i1 ON ONLY public.p (a) WITH (fillfactor=60);

CREATE INDEX CONCURRENTLY pgplumb_new_p1_a_idx ON public.p1 (a) WITH (fillfactor=60);

ALTER INDEX public.pgplumb_new_i1 ATTACH PARTITION public.pgplumb_new_p1_a_idx;

DROP INDEX public.i1;
ALTER INDEX public.pgplumb_new_i1 RENAME TO i1;
ALTER INDEX public.pgplumb_new_p1_a_idx RENAME TO p1_a_idx;

CREATE INDEX pgplumb_new_i2 ON ONLY public.p (b) WITH (fillfactor=80);

CREATE INDEX CONCURRENTLY pgplumb_new_p1_b_idx ON public.p1 (b) WITH (fillfactor=80);

ALTER INDEX public.pgplumb_new_i2 ATTACH PARTITION public.pgplumb_new_p1_b_idx;

DROP INDEX public.i2;
ALTER INDEX public.pgplumb_new_i2 RENAME TO i2;
ALTER INDEX public.pgplumb_new_p1_b_idx RENAME TO p1_b_idx;

CREATE INDEX pgplumb_new_i3 ON ONLY public.p USING gist (int4range(a, a));

CREATE INDEX CONCURRENTLY pgplumb_new_p1_int4range_idx ON public.p1 USING gist (int4range(a, a));

ALTER INDEX public.pgplumb_new_i3 ATTACH PARTITION public.pgplumb_new_p1_int4range_idx;

DROP INDEX public.i3;
ALTER INDEX public.pgplumb_new_i3 RENAME TO i3;
ALTER INDEX public.pgplumb_new_p1_int4range_idx RENAME TO p1_int4range_idx;

ALTER INDEX public.p1_a_b_idx RENAME TO i4p;

ALTER INDEX public.i4p SET (fillfactor=50);
