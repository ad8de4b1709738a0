CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_t_v ON public.t (b, a);

ALTER TABLE public.t DROP CONSTRAINT t_v;
ALTER TABLE public.t ADD CONSTRAINT t_v UNIQUE USING INDEX pgplumb_new_t_v;

CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_t_u ON public.t (a);

ALTER TABLE public.t DROP CONSTRAINT t_u;
ALTER INDEX public.pgplumb_new_t_u RENAME TO t_u;
