DROP VIEW public.four;

DROP FUNCTION public.twice(integer);

CREATE FUNCTION public.twice(n bigint)
    RETURNS bigint
    LANGUAGE sql
    RETURN (n * 2);
ALTER FUNCTION public.twice(bigint) OWNER TO postgres;

CREATE VIEW public.four AS
 SELECT public.twice((2)::bigint) AS four;
ALTER VIEW public.four OWNER TO postgres;
