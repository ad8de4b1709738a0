BEGIN;
DROP FUNCTION public.area(integer, integer);
CREATE FUNCTION public.area(w integer, h integer)
    RETURNS integer
    LANGUAGE sql
    AS $$SELECT $1 * $2$$;
ALTER FUNCTION public.area(integer, integer) OWNER TO postgres;
COMMIT;

BEGIN;
DROP FUNCTION public.label(text);
CREATE FUNCTION public.label(word text)
    RETURNS text
    LANGUAGE sql
    AS $$SELECT $1$$;
ALTER FUNCTION public.label(text) OWNER TO postgres;
COMMIT;
