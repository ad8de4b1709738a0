DROP CAST (text AS public.address);

CREATE CAST (text AS public.address) WITH INOUT AS IMPLICIT;
