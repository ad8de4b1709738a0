ALTER TABLE public.item ALTER COLUMN id DROP DEFAULT;

DROP SEQUENCE public.item_id_seq;
