DROP TRIGGER a ON public.item;

DROP FUNCTION public.f();
