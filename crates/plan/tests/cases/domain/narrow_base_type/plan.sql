ALTER DOMAIN public.code RENAME TO pgplumb_old_code;
CREATE DOMAIN public.code AS character varying(5);
ALTER DOMAIN public.code OWNER TO postgres;
ALTER TABLE public.item ALTER COLUMN code TYPE public.code USING code::text;
DROP DOMAIN public.pgplumb_old_code;

ALTER DOMAIN public.price RENAME TO pgplumb_old_price;
CREATE DOMAIN public.price AS integer;
ALTER DOMAIN public.price OWNER TO postgres;
ALTER TABLE public.item ALTER COLUMN price TYPE public.price USING price::numeric(8,2);
DROP DOMAIN public.pgplumb_old_price;
