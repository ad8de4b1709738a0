ALTER TABLE public.p DROP CONSTRAINT p_a_key;

ALTER TABLE public.p1
    ADD CONSTRAINT p1_a_key UNIQUE (a) WITH (fillfactor=50);

ALTER TABLE public.p
    ADD CONSTRAINT p_a_key UNIQUE (a) WITH (fillfactor=50);

DROP INDEX public.i1;

CREATE INDEX p1_a_idx ON public.p1 (a) WITH (fillfactor=60);

CREATE INDEX i1 ON public.p (a) WITH (fillfactor=60);

DROP INDEX public.i2;

CREATE INDEX p1_b_idx ON public.p1 (b) WITH (fillfactor=80);

CREATE INDEX i2 ON public.p (b) WITH (fillfactor=80);

DROP INDEX public.i3;

CREATE INDEX p1_int4range_idx ON public.p1 USING gist (int4range(a, a));

CREATE INDEX i3 ON public.p USING gist (int4range(a, a));

ALTER INDEX public.p1_a_b_idx RENAME TO i4p;

ALTER INDEX public.i4p SET (fillfactor=50);
