ALTER TABLE public.child ADD COLUMN parent_id integer;

ALTER TABLE public.child
    ADD CONSTRAINT child_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.parent (id);

ALTER TABLE public.child
    ADD CONSTRAINT positive CHECK (parent_id > 0);

CREATE INDEX child_parent ON public.child (parent_id);
