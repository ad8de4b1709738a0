ALTER TABLE public.item DROP COLUMN twice;

ALTER TABLE public.item ADD COLUMN twice integer GENERATED ALWAYS AS (id * 2) STORED;
