CREATE CAST (public.address AS text) WITH FUNCTION public.to_text(public.address) AS ASSIGNMENT;
COMMENT ON CAST (public.address AS text) IS 'the street';

CREATE CAST (text AS public.address) WITH INOUT;
