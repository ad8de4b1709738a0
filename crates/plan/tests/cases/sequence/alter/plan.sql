SELECT pg_catalog.setval('public.numbers', 100, false) FROM public.numbers WHERE last_value > 500;
ALTER SEQUENCE public.numbers AS integer INCREMENT BY -1 MINVALUE -500 MAXVALUE 500 START WITH 100 CACHE 10 CYCLE;

ALTER SEQUENCE public.owned OWNED BY public.item.id;
