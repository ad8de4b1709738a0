BEGIN;
DROP VIEW public.twice;
DROP VIEW public.numbers;
CREATE MATERIALIZED VIEW public.numbers AS
 SELECT 1 AS n
WITH NO DATA;
ALTER MATERIALIZED VIEW public.numbers OWNER TO postgres;
CREATE VIEW public.twice AS
 SELECT (n * 2) AS n
   FROM public.numbers;
ALTER VIEW public.twice OWNER TO postgres;
COMMIT;
