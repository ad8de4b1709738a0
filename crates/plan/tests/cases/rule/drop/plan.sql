DROP RULE keep ON public.item;
