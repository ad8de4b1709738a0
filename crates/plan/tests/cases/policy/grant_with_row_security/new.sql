CREATE TABLE public.document (id int PRIMARY KEY, owner name);
ALTER TABLE public.document ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON public.document USING (owner = CURRENT_USER);
GRANT SELECT ON public.document TO alice, bob;
