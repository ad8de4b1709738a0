BEGIN;
DROP VIEW public.numbers;
CREATE TABLE public.numbers (
    n integer
);
ALTER TABLE public.numbers OWNER TO postgres;
COMMIT;
