ALTER TABLE public.parent ALTER COLUMN label TYPE character varying(40);

ALTER TABLE public.child ALTER COLUMN label SET DEFAULT 'd'::character varying;
