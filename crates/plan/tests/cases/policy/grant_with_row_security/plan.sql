GRANT SELECT ON TABLE public.document TO alice;

ALTER TABLE public.document ENABLE ROW LEVEL SECURITY;

CREATE POLICY own ON public.document USING (owner = CURRENT_USER);
