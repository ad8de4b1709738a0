CREATE TYPE public.turned AS (
    more integer,
    id integer
);
ALTER TYPE public.turned OWNER TO postgres;

ALTER TABLE public.t RENAME TO pgplumb_old_t;
ALTER TABLE public.pgplumb_old_t DROP CONSTRAINT t_pkey;

CREATE TABLE public.t OF public.turned (
    id WITH OPTIONS CONSTRAINT t_id_not_null NOT NULL,
    CONSTRAINT t_pkey PRIMARY KEY (id)
);
ALTER TABLE public.t OWNER TO postgres;

INSERT INTO public.t (more, id)
    SELECT more, id FROM public.pgplumb_old_t;
DROP TABLE public.pgplumb_old_t;

DROP TYPE public.wide;

CREATE TYPE public.pair AS (
    a integer,
    b text
);
ALTER TYPE public.pair OWNER TO postgres;

ALTER TABLE public.plain OF public.pair;
