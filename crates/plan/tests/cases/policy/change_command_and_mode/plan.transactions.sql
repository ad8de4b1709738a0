BEGIN;
DROP POLICY command ON public.note;
DROP POLICY mode ON public.note;
CREATE POLICY command ON public.note USING (id > 0);
CREATE POLICY mode ON public.note USING (id > 0);
COMMIT;
