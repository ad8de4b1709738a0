ALTER TYPE public.address RENAME TO pgplumb_old_address;
CREATE TYPE public.address AS (
    zip bigint,
    city text
);
ALTER TYPE public.address OWNER TO postgres;
ALTER TABLE public.person ALTER COLUMN homes TYPE public.address[] USING homes::text[]::public.address[];
DROP TYPE public.pgplumb_old_address;
