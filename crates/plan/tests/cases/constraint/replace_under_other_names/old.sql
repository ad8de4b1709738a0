CREATE TABLE public.parent (id int PRIMARY KEY, code text CONSTRAINT old_code UNIQUE);
CREATE TABLE public.child (id int, parent int CONSTRAINT old_parent REFERENCES public.parent, state text CONSTRAINT old_state CHECK (state IN ('a', 'b')));
CREATE INDEX old_index ON public.child (parent);
