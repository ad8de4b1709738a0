CREATE COLLATION public.later (
    PROVIDER = icu,
    LOCALE = 'und-u-ks-level1',
    DETERMINISTIC = false
);
ALTER COLLATION public.later OWNER TO postgres;

ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE public.caseless;

ALTER TABLE public.t ALTER COLUMN b TYPE text COLLATE public.later;

ALTER TABLE public.t ALTER COLUMN c TYPE text COLLATE public.caseless;
