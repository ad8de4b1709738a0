ALTER TABLE public.child
    ADD CONSTRAINT pgplumb_new_a_key FOREIGN KEY (a)
        REFERENCES public.parent (id) ON DELETE CASCADE NOT VALID;

ALTER TABLE public.child VALIDATE CONSTRAINT pgplumb_new_a_key;

ALTER TABLE public.child DROP CONSTRAINT a_key;
ALTER TABLE public.child RENAME CONSTRAINT pgplumb_new_a_key TO a_key;

ALTER TABLE public.child ALTER CONSTRAINT b_key DEFERRABLE INITIALLY DEFERRED;
