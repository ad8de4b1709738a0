ALTER TRIGGER old ON public.item RENAME TO new;
