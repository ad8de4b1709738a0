ALTER TABLE public.item ALTER COLUMN code TYPE character varying(9);

ALTER TABLE public.item ALTER COLUMN label TYPE text;

ALTER TABLE public.item ALTER COLUMN price TYPE numeric(10,2);
