CREATE PROCEDURE public.run(a integer, INOUT b text DEFAULT 'x'::text)
    LANGUAGE plpgsql SECURITY DEFINER
    AS $$BEGIN END$$;
ALTER PROCEDURE public.run(IN integer, INOUT text) OWNER TO postgres;
COMMENT ON PROCEDURE public.run(IN integer, INOUT text) IS 'does it';
