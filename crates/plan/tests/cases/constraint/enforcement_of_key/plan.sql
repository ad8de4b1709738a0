ALTER TABLE public.child DROP CONSTRAINT both_changed;
ALTER TABLE public.child
    ADD CONSTRAINT both_changed FOREIGN KEY (c) REFERENCES public.parent (id) ON DELETE CASCADE NOT ENFORCED;

ALTER TABLE public.child ALTER CONSTRAINT loosened NOT ENFORCED;

ALTER TABLE public.child
    ADD CONSTRAINT pgplumb_new_tightened FOREIGN KEY (b) REFERENCES public.parent (id) NOT VALID;

ALTER TABLE public.child VALIDATE CONSTRAINT pgplumb_new_tightened;

ALTER TABLE public.child DROP CONSTRAINT tightened;
ALTER TABLE public.child RENAME CONSTRAINT pgplumb_new_tightened TO tightened;

ALTER TABLE public.whole ALTER CONSTRAINT whole_key NOT ENFORCED;
