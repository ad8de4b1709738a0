DROP TABLE public.dropped;

ALTER TABLE public.free NOT OF;

ALTER TABLE public.other NOT OF;

ALTER TYPE public.one ADD ATTRIBUTE b character varying(9) CASCADE;

ALTER TABLE public.free ADD COLUMN b character varying(9);

ALTER TABLE public.other ADD COLUMN b text;

ALTER TABLE public.other OF public.two;
