DROP FUNCTION public.area(integer, integer);
