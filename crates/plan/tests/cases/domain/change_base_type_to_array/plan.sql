ALTER DOMAIN public.moods RENAME TO pgplumb_old_moods;
CREATE DOMAIN public.moods AS public.mood[];
ALTER DOMAIN public.moods OWNER TO postgres;
ALTER TABLE public.t ALTER COLUMN b TYPE public.moods USING b::public.mood::text::public.mood[];
DROP DOMAIN public.pgplumb_old_moods;

ALTER DOMAIN public.numbers RENAME TO pgplumb_old_numbers;
CREATE DOMAIN public.numbers AS public.inner_number[];
ALTER DOMAIN public.numbers OWNER TO postgres;
ALTER TABLE public.t ALTER COLUMN a TYPE public.numbers USING a::public.inner_number::text::public.inner_number[];
DROP DOMAIN public.pgplumb_old_numbers;
