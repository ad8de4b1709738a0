ALTER TABLE public.parent DROP COLUMN gone;

ALTER TABLE public.parent ALTER COLUMN id TYPE bigint;

ALTER TABLE public.parent ALTER COLUMN label TYPE character varying(20);

ALTER TABLE public.parent ADD CONSTRAINT pgplumb_new_parent_label_not_null CHECK (label IS NOT NULL) NOT VALID;

ALTER TABLE public.parent VALIDATE CONSTRAINT pgplumb_new_parent_label_not_null;

ALTER TABLE public.parent ALTER COLUMN label SET NOT NULL;
ALTER TABLE public.parent DROP CONSTRAINT pgplumb_new_parent_label_not_null;

ALTER TABLE public.parent ADD COLUMN added text DEFAULT 'x'::text;
