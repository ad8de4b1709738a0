ALTER SEQUENCE public.item_id_seq AS bigint;

ALTER TABLE public.item ALTER COLUMN id TYPE bigint;
