ALTER TABLE public.meter DROP COLUMN twice;

ALTER TABLE public.meter
    ALTER COLUMN reading TYPE bigint,
    ADD COLUMN twice bigint GENERATED ALWAYS AS (reading * 2) STORED;
