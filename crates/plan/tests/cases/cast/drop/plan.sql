DROP CAST (text AS public.address);
