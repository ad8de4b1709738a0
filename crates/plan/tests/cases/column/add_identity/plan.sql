ALTER TABLE public.item ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
SELECT pg_catalog.setval('public.item_id_seq', GREATEST(1, (SELECT pg_catalog.max(id)::bigint + 1 FROM public.item)), false);
