ALTER TABLE public.parent
    ADD CONSTRAINT new_code UNIQUE (code);

ALTER TABLE public.parent DROP CONSTRAINT old_code;

ALTER TABLE public.child
    ADD CONSTRAINT new_parent FOREIGN KEY (parent) REFERENCES public.parent (id) ON DELETE CASCADE;

ALTER TABLE public.child DROP CONSTRAINT old_parent;

ALTER TABLE public.child
    ADD CONSTRAINT new_state CHECK (state = ANY (ARRAY['a'::text, 'b'::text, 'c'::text]));

ALTER TABLE public.child DROP CONSTRAINT old_state;

CREATE INDEX new_index ON public.child (parent, state);

DROP INDEX public.old_index;
