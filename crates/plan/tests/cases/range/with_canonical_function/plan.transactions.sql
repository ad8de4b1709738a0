BEGIN;
DROP FUNCTION public.size(public.old_span);
CREATE FUNCTION public.size(public.new_span)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT upper($1) - lower($1)$$;
ALTER FUNCTION public.size(public.new_span) OWNER TO postgres;
COMMIT;
