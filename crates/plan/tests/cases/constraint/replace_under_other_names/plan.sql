CREATE UNIQUE INDEX CONCURRENTLY pgplumb_new_new_code ON public.parent (code);

ALTER TABLE public.parent ADD CONSTRAINT new_code UNIQUE USING INDEX pgplumb_new_new_code;

ALTER TABLE public.parent DROP CONSTRAINT old_code;

ALTER TABLE public.child
    ADD CONSTRAINT new_parent FOREIGN KEY (parent) REFERENCES public.parent (id) ON DELETE CASCADE NOT VALID;

ALTER TABLE public.child VALIDATE CONSTRAINT new_parent;

ALTER TABLE public.child DROP CONSTRAINT old_parent;

ALTER TABLE public.child
    ADD CONSTRAINT new_state CHECK (state = ANY (ARRAY['a'::text, 'b'::text, 'c'::text])) NOT VALID;

ALTER TABLE public.child VALIDATE CONSTRAINT new_state;

ALTER TABLE public.child DROP CONSTRAINT old_state;

CREATE INDEX CONCURRENTLY new_index ON public.child (parent, state);

DROP INDEX CONCURRENTLY public.old_index;
