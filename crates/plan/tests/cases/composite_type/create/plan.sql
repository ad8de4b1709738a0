CREATE TYPE public.address AS (
    street text COLLATE "C",
    zip integer
);
COMMENT ON COLUMN public.address.zip IS 'five digits';
ALTER TYPE public.address OWNER TO postgres;
COMMENT ON TYPE public.address IS 'where';
