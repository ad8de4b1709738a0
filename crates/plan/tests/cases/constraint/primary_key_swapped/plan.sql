CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_t_pkey ON public.t (b);

CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_t_a_key ON public.t (a);

ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE USING INDEX pgplumb_new_t_a_key;

ALTER TABLE public.t DROP CONSTRAINT t_pkey;
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX pgplumb_new_t_pkey;

ALTER TABLE public.t DROP CONSTRAINT t_b_key;

CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_u_key ON public.u (a);

CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_u_pkey ON public.u (b);

ALTER TABLE public.u DROP CONSTRAINT u_key;
ALTER TABLE public.u ADD CONSTRAINT u_key UNIQUE USING INDEX pgplumb_new_u_key;

ALTER TABLE public.u DROP CONSTRAINT u_pkey;
ALTER TABLE public.u ADD CONSTRAINT u_pkey PRIMARY KEY USING INDEX pgplumb_new_u_pkey;
