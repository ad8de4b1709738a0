BEGIN;
DROP POLICY permissive ON public.note;
DROP POLICY restrictive ON public.note;
COMMIT;
