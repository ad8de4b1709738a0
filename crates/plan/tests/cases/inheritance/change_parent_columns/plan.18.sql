ALTER TABLE public.parent DROP COLUMN gone;

ALTER TABLE public.parent ALTER COLUMN id TYPE bigint;

ALTER TABLE public.parent ALTER COLUMN label TYPE character varying(20);

ALTER TABLE public.parent ADD CONSTRAINT parent_label_not_null NOT NULL label NOT VALID;

ALTER TABLE public.parent VALIDATE CONSTRAINT parent_label_not_null;

ALTER TABLE public.parent ADD COLUMN added text DEFAULT 'x'::text;
