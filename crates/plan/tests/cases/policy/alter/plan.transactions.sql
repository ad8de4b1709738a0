BEGIN;
DROP POLICY limited ON public.note;
DROP POLICY readable ON public.note;
CREATE POLICY limited ON public.note AS RESTRICTIVE USING (id > 5) WITH CHECK (id > 0);
CREATE POLICY readable ON public.note
    FOR SELECT
    TO bob
    USING (kind = ANY (ARRAY['open'::text, 'free'::text]));
COMMIT;
