CREATE OR REPLACE PROCEDURE public.run(a integer)
    LANGUAGE plpgsql
    SET work_mem TO '8MB'
    AS $$BEGIN COMMIT; END$$;
