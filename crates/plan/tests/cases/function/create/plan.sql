CREATE FUNCTION public.area(r box)
    RETURNS double precision
    LANGUAGE sql IMMUTABLE
    AS $$SELECT 1.0::float8$$;
ALTER FUNCTION public.area(box) OWNER TO postgres;

CREATE FUNCTION public.area(w integer, h integer DEFAULT 1)
    RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    COST 5
    AS $$SELECT w * h$$;
ALTER FUNCTION public.area(integer, integer) OWNER TO postgres;
COMMENT ON FUNCTION public.area(integer, integer) IS 'width times height';
REVOKE ALL ON FUNCTION public.area(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.area(integer, integer) TO alice;

CREATE FUNCTION public.rows_of(OUT a integer, OUT b text)
    RETURNS SETOF record
    LANGUAGE plpgsql SECURITY DEFINER
    ROWS 7
    SET search_path TO 'pg_catalog'
    AS $$BEGIN RETURN; END$$;
ALTER FUNCTION public.rows_of() OWNER TO postgres;
