BEGIN;
DROP VIEW public.zips;
ALTER TYPE public.address ALTER ATTRIBUTE zip TYPE bigint CASCADE;
CREATE VIEW public.zips AS
 SELECT (ROW((1)::bigint, 'x'::text)::public.address).zip AS zip;
ALTER VIEW public.zips OWNER TO postgres;
COMMIT;
