DROP SEQUENCE public.three;

ALTER SEQUENCE public.one RENAME TO pgplumb_old_one;

ALTER SEQUENCE public.two RENAME TO pgplumb_old_two;

ALTER SEQUENCE public.pgplumb_old_two RENAME TO one;

ALTER SEQUENCE public.pgplumb_old_one RENAME TO two;

ALTER SEQUENCE public.four RENAME TO three;
