ALTER TABLE public.item
    ADD CONSTRAINT pgplumb_new_changed CHECK (id > '-1'::integer) NOT VALID;

ALTER TABLE public.item VALIDATE CONSTRAINT pgplumb_new_changed;

ALTER TABLE public.item DROP CONSTRAINT changed;
ALTER TABLE public.item RENAME CONSTRAINT pgplumb_new_changed TO changed;
COMMENT ON CONSTRAINT changed ON public.item IS 'kept';

ALTER TABLE public.item
    ADD CONSTRAINT added CHECK (id <> 5) NOT VALID;

ALTER TABLE public.item VALIDATE CONSTRAINT added;

ALTER TABLE public.item DROP CONSTRAINT dropped;
