ALTER TABLE public.archive RENAME TO pgplumb_renaming;
ALTER TABLE public.current RENAME TO archive;
ALTER TABLE public.pgplumb_renaming RENAME TO current;
