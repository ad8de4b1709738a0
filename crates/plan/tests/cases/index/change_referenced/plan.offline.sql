ALTER TABLE public.child DROP CONSTRAINT child_parent_id_fkey;

DROP INDEX public.parent_id;

CREATE UNIQUE INDEX parent_id ON public.parent (id) INCLUDE (label);

ALTER TABLE public.child
    ADD CONSTRAINT child_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.parent (id);
