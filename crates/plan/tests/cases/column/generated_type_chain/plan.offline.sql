DROP STATISTICS public.t_stats;

DROP VIEW public.v;

ALTER TABLE public.t DROP CONSTRAINT t_both_bases_check;

ALTER TABLE public.t DROP COLUMN both_bases;

ALTER TABLE public.t DROP COLUMN label;

ALTER TABLE public.t DROP COLUMN other;

DROP INDEX public.t_total;

ALTER TABLE public.t DROP COLUMN total;

ALTER TABLE public.t
    ALTER COLUMN a TYPE bigint,
    ALTER COLUMN b TYPE bigint,
    ADD COLUMN both_bases bigint GENERATED ALWAYS AS (a + b) STORED,
    ADD COLUMN label character varying(20) GENERATED ALWAYS AS ((a)::text) STORED,
    ADD COLUMN other numeric GENERATED ALWAYS AS (b * 2) STORED,
    ADD COLUMN total bigint GENERATED ALWAYS AS (a + 1) STORED;

CREATE INDEX t_total ON public.t (total);

CREATE VIEW public.v AS
 SELECT t.id,
    t.total,
    t.both_bases
   FROM public.t;
ALTER VIEW public.v OWNER TO postgres;

CREATE STATISTICS public.t_stats ON a, total FROM public.t;
ALTER STATISTICS public.t_stats OWNER TO postgres;

ALTER TABLE public.t
    ADD CONSTRAINT t_both_bases_check CHECK (both_bases > 0);
