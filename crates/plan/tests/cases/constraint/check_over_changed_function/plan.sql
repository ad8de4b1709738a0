ALTER TABLE public.item DROP CONSTRAINT fine;

DROP FUNCTION public.is_fine(integer);

CREATE FUNCTION public.is_fine(i integer, strictly boolean DEFAULT true)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT i > 0$$;
ALTER FUNCTION public.is_fine(integer, boolean) OWNER TO postgres;

ALTER TABLE public.item
    ADD CONSTRAINT fine CHECK (public.is_fine(id)) NOT VALID;

ALTER TABLE public.item VALIDATE CONSTRAINT fine;
