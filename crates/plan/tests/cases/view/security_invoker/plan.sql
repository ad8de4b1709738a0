CREATE OR REPLACE VIEW public.one WITH (security_invoker='true') AS
 SELECT 1 AS n;

CREATE OR REPLACE VIEW public.two AS
 SELECT 2 AS n;
