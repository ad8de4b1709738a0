ALTER TABLE public.t DROP COLUMN c;

ALTER TABLE public.t ADD COLUMN d integer;

ALTER PUBLICATION p SET TABLE ONLY public.t;

ALTER TABLE public.t ALTER COLUMN b TYPE bigint;

ALTER PUBLICATION p SET TABLE ONLY public.t (a, d) WHERE (a > 1);

ALTER PUBLICATION p SET (publish = 'insert');
