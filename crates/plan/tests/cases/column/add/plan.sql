ALTER TABLE public.item ADD COLUMN label text;

ALTER TABLE public.item ADD COLUMN price numeric(10,2) DEFAULT 0 NOT NULL;
COMMENT ON COLUMN public.item.price IS 'In euros';
GRANT SELECT (price) ON TABLE public.item TO alice;

ALTER TABLE public.item ADD COLUMN at timestamp with time zone DEFAULT now();
