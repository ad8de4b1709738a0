ALTER TABLE public.child
    ADD CONSTRAINT child_parent_id_fkey FOREIGN KEY (parent_id)
        REFERENCES public.parent (id) ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE NOT VALID;

ALTER TABLE public.child VALIDATE CONSTRAINT child_parent_id_fkey;
