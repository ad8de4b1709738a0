CREATE SEQUENCE public.part_numbers AS integer START WITH 100 INCREMENT BY 10;
ALTER SEQUENCE public.part_numbers OWNER TO postgres;

ALTER TABLE public.part ALTER COLUMN id SET DEFAULT nextval('public.part_numbers'::regclass);
SELECT pg_catalog.setval('public.part_numbers', GREATEST(100, (SELECT pg_catalog.max(id)::bigint + 10 FROM public.part), (SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END FROM public.numbers)), false);
