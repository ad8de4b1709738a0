ALTER VIEW public.labels SET (security_barrier='true', check_option=local);

ALTER VIEW public.labels ALTER COLUMN label SET DEFAULT 'none'::text;
