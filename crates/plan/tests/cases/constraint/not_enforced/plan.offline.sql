ALTER TABLE public.child ALTER CONSTRAINT child_key NOT ENFORCED;

ALTER TABLE public.child DROP CONSTRAINT positive;

ALTER TABLE public.child
    ADD CONSTRAINT positive CHECK (price > 0) NOT ENFORCED;
