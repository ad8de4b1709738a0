BEGIN;
ALTER TABLE public.note DROP CONSTRAINT one_title;
DROP FUNCTION public.normalized(text);
CREATE FUNCTION public.normalized(value text, how integer DEFAULT 0)
    RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$SELECT lower(value)$$;
ALTER FUNCTION public.normalized(text, integer) OWNER TO postgres;
ALTER TABLE public.note
    ADD CONSTRAINT one_title EXCLUDE USING btree (public.normalized(title) WITH =);
COMMENT ON CONSTRAINT one_title ON public.note IS 'No two notes have the same title.';
COMMIT;
