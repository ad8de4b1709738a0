ALTER TABLE public.item
    ALTER COLUMN code TYPE character varying(5),
    ALTER COLUMN price TYPE numeric(10,1),
    ALTER COLUMN at TYPE timestamp(0) without time zone;
