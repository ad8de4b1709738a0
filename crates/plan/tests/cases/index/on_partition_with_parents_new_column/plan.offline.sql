ALTER TABLE public.whole ADD COLUMN label text;

CREATE INDEX a_part_label ON public.a_part (label);

CREATE INDEX whole_label ON public.whole (label);
