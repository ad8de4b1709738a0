ALTER POLICY old ON public.note RENAME TO new;
