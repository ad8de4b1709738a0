ALTER TABLE public.item OWNER TO alice;

ALTER VIEW public.labels OWNER TO bob;
