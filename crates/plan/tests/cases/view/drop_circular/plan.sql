DROP VIEW public.three;

DROP VIEW public.one, public.two;

DROP TABLE public.item;

CREATE TABLE public.other (
    a integer
);
ALTER TABLE public.other OWNER TO postgres;
