BEGIN;
DROP RULE logged ON public.t;
CREATE TRIGGER logged BEFORE INSERT ON public.t
    FOR EACH ROW
    EXECUTE FUNCTION public.write();
COMMIT;
