DROP COLLATION public.gone;

CREATE COLLATION public.plain (
    PROVIDER = libc,
    LOCALE = 'C'
);
ALTER COLLATION public.plain OWNER TO postgres;
COMMENT ON COLLATION public.plain IS 'by bytes';

CREATE TABLE public.item (
    label text COLLATE public.plain
);
ALTER TABLE public.item OWNER TO postgres;
