SELECT pg_catalog.setval('public.countdown', 1, false) FROM public.countdown WHERE last_value < 1;
ALTER SEQUENCE public.countdown INCREMENT BY 1 NO MINVALUE START WITH 1;

ALTER SEQUENCE public.numbers INCREMENT BY -5 NO MINVALUE NO MAXVALUE START WITH -7 RESTART WITH -7;
