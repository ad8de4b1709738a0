ALTER DOMAIN public.amount DROP DEFAULT;

DROP FUNCTION public.first_amount();

CREATE FUNCTION public.first_amount()
    RETURNS bigint
    LANGUAGE sql IMMUTABLE
    AS $$SELECT 1::bigint$$;
ALTER FUNCTION public.first_amount() OWNER TO postgres;

ALTER DOMAIN public.amount SET DEFAULT public.first_amount();

ALTER TABLE public.item DROP CONSTRAINT item_id_check;

ALTER DOMAIN public.amount DROP CONSTRAINT positive;

DROP FUNCTION public.is_amount(integer);

CREATE FUNCTION public.is_amount(value integer)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT value > 0$$;
ALTER FUNCTION public.is_amount(integer) OWNER TO postgres;

ALTER TABLE public.item
    ADD CONSTRAINT item_id_check CHECK (public.is_amount(id)) NOT VALID;

ALTER DOMAIN public.amount ADD CONSTRAINT positive CHECK (public.is_amount(VALUE));

ALTER TABLE public.item VALIDATE CONSTRAINT item_id_check;
