CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_one_code ON public.item (code) NULLS NOT DISTINCT;

ALTER TABLE public.item DROP CONSTRAINT one_code;
ALTER TABLE public.item ADD CONSTRAINT one_code UNIQUE USING INDEX pgplumb_new_one_code;
