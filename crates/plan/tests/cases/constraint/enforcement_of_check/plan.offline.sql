ALTER TABLE public.parent ALTER CONSTRAINT loosened NOT ENFORCED;

ALTER TABLE public.parent ALTER CONSTRAINT tightened ENFORCED;

ALTER TABLE public.other ALTER CONSTRAINT commented NOT ENFORCED;
COMMENT ON CONSTRAINT commented ON public.other IS 'for the planner only';

ALTER TABLE public.other DROP CONSTRAINT changed;

ALTER TABLE public.other
    ADD CONSTRAINT changed CHECK (a > 1) NOT ENFORCED;

ALTER TABLE public.whole ALTER CONSTRAINT loosened NOT ENFORCED;
