DROP TRIGGER old ON public.item;

CREATE TRIGGER new AFTER INSERT ON public.item
    FOR EACH ROW
    EXECUTE FUNCTION public.f();

ALTER TABLE public.item_1 DISABLE TRIGGER new;
