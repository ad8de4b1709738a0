CREATE OR REPLACE VIEW public.labels WITH (security_barrier='true') AS
 SELECT id,
    label
   FROM public.item
WITH LOCAL CHECK OPTION;

ALTER VIEW public.labels ALTER COLUMN label SET DEFAULT 'none'::text;
