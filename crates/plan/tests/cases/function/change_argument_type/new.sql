CREATE FUNCTION public.twice(n bigint) RETURNS bigint LANGUAGE sql RETURN n * 2;
CREATE VIEW public.four AS SELECT public.twice(2) AS four;
