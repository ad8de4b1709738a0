DROP FUNCTION public.run(integer);

CREATE PROCEDURE public.run(integer)
    LANGUAGE sql
    AS $$$$;
ALTER PROCEDURE public.run(IN integer) OWNER TO postgres;
