DROP INDEX public.lower_c;

ALTER TABLE public.note ALTER COLUMN c TYPE character varying;

CREATE INDEX lower_c ON public.note (lower((c)::text));
ALTER INDEX public.lower_c ALTER COLUMN 1 SET STATISTICS 9;

DROP STATISTICS public.of_note;

ALTER TABLE public.note ALTER COLUMN b TYPE text COLLATE "POSIX";

CREATE STATISTICS public.of_note ON a, b FROM public.note;
ALTER STATISTICS public.of_note SET STATISTICS 0;
ALTER STATISTICS public.of_note OWNER TO postgres;
COMMENT ON STATISTICS public.of_note IS 'kept';
