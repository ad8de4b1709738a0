ALTER TABLE public.parent ALTER CONSTRAINT loosened NOT ENFORCED;

ALTER TABLE public.parent
    ADD CONSTRAINT pgplumb_new_tightened CHECK (size > 0) NOT VALID;

ALTER TABLE public.parent VALIDATE CONSTRAINT pgplumb_new_tightened;

ALTER TABLE public.parent DROP CONSTRAINT tightened;
ALTER TABLE public.parent RENAME CONSTRAINT pgplumb_new_tightened TO tightened;

ALTER TABLE public.other DROP CONSTRAINT changed;
ALTER TABLE public.other
    ADD CONSTRAINT changed CHECK (a > 1) NOT ENFORCED;

ALTER TABLE public.other ALTER CONSTRAINT commented NOT ENFORCED;
COMMENT ON CONSTRAINT commented ON public.other IS 'for the planner only';

ALTER TABLE public.whole ALTER CONSTRAINT loosened NOT ENFORCED;
