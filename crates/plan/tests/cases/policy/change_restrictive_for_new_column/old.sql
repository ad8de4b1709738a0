CREATE TABLE public.membership (who name, team int);
CREATE TABLE public.document (id int PRIMARY KEY, team int);
ALTER TABLE public.document ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone ON public.document USING (true);
CREATE POLICY own_team ON public.document AS RESTRICTIVE FOR SELECT USING (team = 1);
GRANT SELECT ON public.document, public.membership TO alice;
