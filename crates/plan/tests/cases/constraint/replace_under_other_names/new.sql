CREATE TABLE public.parent (id int PRIMARY KEY, code text, CONSTRAINT new_code UNIQUE (code));
CREATE TABLE public.child (id int, parent int CONSTRAINT new_parent REFERENCES public.parent ON DELETE CASCADE, state text CONSTRAINT new_state CHECK (state IN ('a', 'b', 'c')));
CREATE INDEX new_index ON public.child (parent, state);
