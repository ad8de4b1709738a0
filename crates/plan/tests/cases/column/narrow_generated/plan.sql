ALTER TABLE public.t
    ALTER COLUMN b TYPE numeric(6,2),
    ALTER COLUMN d TYPE smallint;
