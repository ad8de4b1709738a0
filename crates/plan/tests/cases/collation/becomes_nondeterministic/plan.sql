ALTER TABLE public.t DROP CONSTRAINT t_a_key;

ALTER COLLATION public.own RENAME TO pgplumb_old_own;
CREATE COLLATION public.own (
    PROVIDER = icu,
    LOCALE = 'und-u-ks-level2',
    DETERMINISTIC = false
);
ALTER COLLATION public.own OWNER TO postgres;
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE public.own, ALTER COLUMN c TYPE text COLLATE public.own;
DROP COLLATION public.pgplumb_old_own;

ALTER TABLE public.t
    ADD CONSTRAINT t_a_key UNIQUE (a);
