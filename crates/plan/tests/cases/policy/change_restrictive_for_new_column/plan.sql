ALTER TABLE public.membership ADD COLUMN since timestamp with time zone DEFAULT clock_timestamp() NOT NULL;

DROP POLICY own_team ON public.document;

CREATE POLICY own_team ON public.document
    AS RESTRICTIVE
    USING ((team = 1) AND (EXISTS ( SELECT
   FROM public.membership m
  WHERE (m.since IS NOT NULL))));
