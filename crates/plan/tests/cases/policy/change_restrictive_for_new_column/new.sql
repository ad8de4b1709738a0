CREATE TABLE public.membership (who name, team int, since timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE public.document (id int PRIMARY KEY, team int);
ALTER TABLE public.document ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone ON public.document USING (true);
CREATE POLICY own_team ON public.document AS RESTRICTIVE FOR ALL
    USING (team = 1 AND EXISTS (SELECT FROM public.membership m WHERE m.since IS NOT NULL));
GRANT SELECT ON public.document, public.membership TO alice;
