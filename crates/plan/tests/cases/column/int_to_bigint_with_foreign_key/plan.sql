ALTER TABLE public.big ALTER COLUMN id TYPE bigint;

ALTER TABLE public.big ALTER COLUMN label TYPE character varying(20);

ALTER TABLE public.big ALTER COLUMN at TYPE timestamp with time zone;

ALTER TABLE public.kid ALTER COLUMN x TYPE bigint;

ALTER TABLE public.kid ALTER COLUMN y TYPE bigint;
