BEGIN;
SELECT pg_catalog.set_config('pgplumb.next_426ce0b8', (last_value + CASE WHEN is_called THEN 1 ELSE 0 END)::text, true) FROM public.item_id_seq;
ALTER TABLE public.item ALTER COLUMN id DROP IDENTITY;
CREATE SEQUENCE public.item_id_seq AS integer;
ALTER SEQUENCE public.item_id_seq OWNER TO postgres;
ALTER TABLE public.item ALTER COLUMN id SET DEFAULT nextval('public.item_id_seq'::regclass);
SELECT pg_catalog.setval('public.item_id_seq', GREATEST(1, (SELECT pg_catalog.max(id)::bigint + 1 FROM public.item), NULLIF(pg_catalog.current_setting('pgplumb.next_426ce0b8', true), '')::bigint), false);
ALTER SEQUENCE public.item_id_seq OWNED BY public.item.id;
COMMIT;
