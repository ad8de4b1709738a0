ALTER TABLE public.child
    ADD CONSTRAINT pgplumb_new_child_key FOREIGN KEY (a, b)
        REFERENCES public.parent (a, b) ON DELETE SET NULL (b) NOT VALID;

ALTER TABLE public.child VALIDATE CONSTRAINT pgplumb_new_child_key;

ALTER TABLE public.child DROP CONSTRAINT child_key;
ALTER TABLE public.child RENAME CONSTRAINT pgplumb_new_child_key TO child_key;
