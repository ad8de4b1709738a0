CREATE DOMAIN public.price AS integer;
CREATE DOMAIN public.code AS character varying(5);
CREATE TABLE public.item (price public.price, code public.code);
