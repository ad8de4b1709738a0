ALTER TABLE public.item ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
SELECT pg_catalog.setval('public.item_id_seq', COALESCE((SELECT pg_catalog.max(id) FROM public.item), 0) + 1, false);
