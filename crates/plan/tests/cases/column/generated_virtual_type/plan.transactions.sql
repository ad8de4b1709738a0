BEGIN;
DROP VIEW public.v;
ALTER TABLE public.t DROP COLUMN double;
ALTER TABLE public.t DROP COLUMN label;
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;
ALTER TABLE public.t ADD COLUMN double bigint GENERATED ALWAYS AS (a * 2);
ALTER TABLE public.t ADD COLUMN label character varying(20) GENERATED ALWAYS AS ((a)::text);
CREATE VIEW public.v AS
 SELECT double
   FROM public.t;
ALTER VIEW public.v OWNER TO postgres;
COMMIT;
