BEGIN;
DROP INDEX public.item_label;
ALTER COLLATION public.own RENAME TO pgplumb_old_own;
CREATE COLLATION public.own (
    PROVIDER = libc,
    LOCALE = 'POSIX'
);
ALTER COLLATION public.own OWNER TO postgres;
ALTER TABLE public.item ALTER COLUMN label TYPE text COLLATE public.own;
DROP COLLATION public.pgplumb_old_own;
CREATE INDEX item_label ON public.item (label);
COMMIT;
