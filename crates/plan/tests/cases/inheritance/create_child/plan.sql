CREATE TABLE public.child (
    extra integer
)
INHERITS (public.parent);
ALTER TABLE public.child OWNER TO postgres;
