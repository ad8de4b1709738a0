ALTER TABLE public.stock
    ADD CONSTRAINT added CHECK (amount < 10);

ALTER FOREIGN TABLE public.stock DROP CONSTRAINT gone;

ALTER FOREIGN TABLE public.stock DROP CONSTRAINT changed;
ALTER TABLE public.stock
    ADD CONSTRAINT changed CHECK (id > 5) NO INHERIT;

COMMENT ON CONSTRAINT kept ON public.stock IS 'x';

ALTER TABLE public.stock
    ADD CONSTRAINT not_valid CHECK (id > 1) NOT VALID;

ALTER FOREIGN TABLE public.stock VALIDATE CONSTRAINT validated;
