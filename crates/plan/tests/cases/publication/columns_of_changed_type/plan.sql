ALTER PUBLICATION p SET TABLE ONLY public.t, ONLY public.u;

ALTER TABLE public.t ALTER COLUMN amount TYPE bigint;

ALTER PUBLICATION p SET TABLE ONLY public.t (id, amount) WHERE (amount > 3), ONLY public.u;
