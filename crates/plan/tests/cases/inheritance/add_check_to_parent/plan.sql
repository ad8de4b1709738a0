ALTER TABLE public.parent
    ADD CONSTRAINT only_here CHECK (id <> 5) NO INHERIT NOT VALID;

ALTER TABLE public.parent VALIDATE CONSTRAINT only_here;

ALTER TABLE public.parent
    ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;

ALTER TABLE public.parent VALIDATE CONSTRAINT positive;
