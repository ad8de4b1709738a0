ALTER TABLE public.child
    ADD CONSTRAINT child_key FOREIGN KEY (parent_id) REFERENCES public.parent (id) NOT VALID;

ALTER TABLE public.child
    ADD CONSTRAINT positive CHECK (price > 0) NOT VALID;
