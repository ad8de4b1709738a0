ALTER TABLE public.big
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN at TYPE timestamp with time zone;

ALTER TABLE public.big ALTER COLUMN label TYPE character varying(20);

ALTER TABLE public.kid
    ALTER COLUMN x TYPE bigint,
    ALTER COLUMN y TYPE bigint;
