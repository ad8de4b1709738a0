DROP EVENT TRIGGER noted;

DROP TABLE public.item;

DROP FUNCTION public.note();
