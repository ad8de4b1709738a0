ALTER TABLE ONLY public.note ALTER COLUMN body SET STATISTICS 5;

ALTER TABLE public.note ADD COLUMN added text;
ALTER TABLE public.note ALTER COLUMN added SET COMPRESSION pglz;
ALTER TABLE public.note ALTER COLUMN added SET STATISTICS 7;
ALTER TABLE public.note ALTER COLUMN added SET (n_distinct=5);

ALTER TABLE public.child ALTER COLUMN added SET STATISTICS 9;
ALTER TABLE public.child ALTER COLUMN added SET (n_distinct=5);
