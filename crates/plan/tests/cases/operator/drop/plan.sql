DROP OPERATOR public.===(integer, integer);

DROP FUNCTION public.same(integer, integer);
