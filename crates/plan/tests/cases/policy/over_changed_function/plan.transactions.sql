BEGIN;
DROP POLICY visible ON public.note;
DROP FUNCTION public.sees(integer);
CREATE FUNCTION public.sees(i integer, all_of boolean DEFAULT false)
    RETURNS boolean
    LANGUAGE sql
    AS $$SELECT i > 0$$;
ALTER FUNCTION public.sees(integer, boolean) OWNER TO postgres;
CREATE POLICY visible ON public.note USING (public.sees(id));
COMMIT;
