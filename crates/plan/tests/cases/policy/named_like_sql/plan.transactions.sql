BEGIN;
CREATE POLICY open ON public.note FOR SELECT USING (kind = 'open'::text);
CREATE POLICY "read AS RESTRICTIVE later" ON public.note FOR SELECT USING (kind = 'open'::text);
COMMIT;
