ALTER FUNCTION public.run() OWNER TO alice;

CREATE OR REPLACE FUNCTION public.run()
    RETURNS integer
    LANGUAGE sql LEAKPROOF
    SET search_path TO ''
    AS $$SELECT 1$$;
