ALTER TABLE public.parent
    ADD CONSTRAINT only_here CHECK (id <> 5) NO INHERIT;

ALTER TABLE public.parent
    ADD CONSTRAINT positive CHECK (id > 0);
