CREATE OR REPLACE FUNCTION public.f()
    RETURNS event_trigger
    LANGUAGE plpgsql
    AS $$begin null;
end$$;

CREATE TABLE public.z (
    a integer
);
ALTER TABLE public.z OWNER TO postgres;

DROP EVENT TRIGGER e;

CREATE EVENT TRIGGER e
    ON ddl_command_end
    WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE')
    EXECUTE FUNCTION public.f();
ALTER EVENT TRIGGER e ENABLE ALWAYS;
ALTER EVENT TRIGGER e OWNER TO postgres;
