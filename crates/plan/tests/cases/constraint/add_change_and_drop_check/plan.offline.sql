ALTER TABLE public.item
    ADD CONSTRAINT added CHECK (id <> 5);

ALTER TABLE public.item DROP CONSTRAINT changed;

ALTER TABLE public.item
    ADD CONSTRAINT changed CHECK (id > '-1'::integer);
COMMENT ON CONSTRAINT changed ON public.item IS 'kept';

ALTER TABLE public.item DROP CONSTRAINT dropped;
