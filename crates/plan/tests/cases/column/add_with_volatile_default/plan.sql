ALTER TABLE public.item ADD COLUMN token uuid DEFAULT gen_random_uuid() NOT NULL;
