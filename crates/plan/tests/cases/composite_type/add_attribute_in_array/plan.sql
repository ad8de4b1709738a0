ALTER TYPE public.address RENAME TO pgplumb_old_address;
CREATE TYPE public.address AS (
    zip bigint,
    country text,
    city text
);
ALTER TYPE public.address OWNER TO postgres;
CREATE FUNCTION public.pgplumb_new_address(public.pgplumb_old_address) RETURNS public.address LANGUAGE sql AS 'SELECT CASE WHEN $1 IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW(($1).zip::bigint, NULL, ($1).city)::public.address END';
CREATE CAST (public.pgplumb_old_address AS public.address) WITH FUNCTION public.pgplumb_new_address(public.pgplumb_old_address);
ALTER TABLE public.person ALTER COLUMN homes TYPE public.address[] USING homes::public.address[];
DROP CAST (public.pgplumb_old_address AS public.address);
DROP FUNCTION public.pgplumb_new_address(public.pgplumb_old_address);
DROP TYPE public.pgplumb_old_address;
