CREATE POLICY limited ON public.note AS RESTRICTIVE FOR UPDATE USING (id > 0) WITH CHECK (id < 100);

CREATE POLICY readable ON public.note FOR SELECT TO alice, bob USING (kind = 'open'::text);
COMMENT ON POLICY readable ON public.note IS 'open to all';
