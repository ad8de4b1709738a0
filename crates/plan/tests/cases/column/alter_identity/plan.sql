ALTER TABLE public.item ALTER COLUMN id SET GENERATED ALWAYS;
SELECT pg_catalog.setval('public.item_id_seq', 10, false) FROM public.item_id_seq WHERE last_value < 10;
ALTER SEQUENCE public.item_id_seq INCREMENT BY 5 MINVALUE 10 START WITH 10 CYCLE;
