ALTER TYPE public.pair DROP ATTRIBUTE gone CASCADE;

ALTER TYPE public.pair ADD ATTRIBUTE c date CASCADE;

ALTER TABLE public.one ALTER COLUMN b SET DEFAULT 'y'::text;

ALTER TABLE public.one ALTER COLUMN b SET NOT NULL;

ALTER TABLE public.one
    ADD CONSTRAINT one_c_check CHECK (c > '2000-01-01'::date);

ALTER TABLE public.two ALTER COLUMN c SET DEFAULT '2001-01-01'::date;

DROP VIEW public.ones;

ALTER TYPE public.pair ALTER ATTRIBUTE a TYPE bigint CASCADE;

CREATE VIEW public.ones AS
 SELECT a
   FROM public.one;
ALTER VIEW public.ones OWNER TO postgres;
