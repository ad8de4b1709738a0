CREATE DOMAIN public.price AS numeric(8,2);
CREATE DOMAIN public.code AS text;
CREATE TABLE public.item (price public.price, code public.code);
