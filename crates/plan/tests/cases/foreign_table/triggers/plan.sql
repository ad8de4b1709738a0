DROP TRIGGER gone ON public.stock;

CREATE TRIGGER added AFTER UPDATE OF id ON public.stock
    FOR EACH ROW
    EXECUTE FUNCTION public.note();

ALTER TABLE public.stock ENABLE ALWAYS TRIGGER always;

CREATE OR REPLACE TRIGGER changed BEFORE INSERT OR DELETE ON public.stock
    FOR EACH ROW
    EXECUTE FUNCTION public.note();

ALTER TABLE public.stock DISABLE TRIGGER disabled;
