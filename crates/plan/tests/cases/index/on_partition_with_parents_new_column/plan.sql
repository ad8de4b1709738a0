ALTER TABLE public.whole ADD COLUMN label text;

CREATE INDEX whole_label ON ONLY public.whole (label);

CREATE INDEX CONCURRENTLY a_part_label ON public.a_part (label);

ALTER INDEX public.whole_label ATTACH PARTITION public.a_part_label;
