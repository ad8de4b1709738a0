DROP FOREIGN TABLE public.stock;

CREATE TABLE public.stock (
    id integer
);
ALTER TABLE public.stock OWNER TO postgres;
