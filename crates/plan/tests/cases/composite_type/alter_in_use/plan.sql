ALTER TYPE public.address RENAME TO pgplumb_old_address;
CREATE TYPE public.address AS (
    zip text,
    city text,
    country text
);
ALTER TYPE public.address OWNER TO postgres;
ALTER TABLE public.person ALTER COLUMN home TYPE public.address USING CASE WHEN home IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW((home).zip::text, (home).city, NULL)::public.address END;
DROP TYPE public.pgplumb_old_address;
