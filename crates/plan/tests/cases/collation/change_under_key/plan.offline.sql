DROP VIEW public.v;

ALTER TABLE public.u DROP COLUMN g;

ALTER TABLE public.u DROP CONSTRAINT u_a_fkey;

ALTER TABLE public.t DROP CONSTRAINT t_pkey;

DROP INDEX public.i;

DROP INDEX public.explicit;

ALTER COLLATION public.c1 RENAME TO pgplumb_old_c1;
CREATE COLLATION public.c1 (
    PROVIDER = icu,
    LOCALE = 'de'
);
ALTER COLLATION public.c1 OWNER TO postgres;
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE public.c1, ALTER COLUMN b TYPE text COLLATE public.c1;
ALTER TABLE public.u ALTER COLUMN a TYPE text COLLATE public.c1;
DROP COLLATION public.pgplumb_old_c1;

CREATE INDEX explicit ON public.other (x COLLATE public.c1);

CREATE INDEX i ON public.t (n, ((b || 'x'::text)) COLLATE public.c1);

ALTER TABLE public.u ADD COLUMN g text COLLATE public.c1 GENERATED ALWAYS AS (upper(a)) STORED;

CREATE VIEW public.v AS
 SELECT t.a
   FROM public.t
  ORDER BY t.a;
ALTER VIEW public.v OWNER TO postgres;

ALTER TABLE public.t
    ADD CONSTRAINT t_pkey PRIMARY KEY (a);

ALTER TABLE public.u
    ADD CONSTRAINT u_a_fkey FOREIGN KEY (a) REFERENCES public.t (a);
