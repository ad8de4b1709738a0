BEGIN;
ALTER POLICY limited ON public.note USING (id > 5) WITH CHECK (id > 0);
ALTER POLICY readable ON public.note TO bob USING (kind = ANY (ARRAY['open'::text, 'free'::text]));
COMMIT;
