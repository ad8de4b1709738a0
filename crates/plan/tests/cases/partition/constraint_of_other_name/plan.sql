ALTER TABLE public.a_part RENAME CONSTRAINT a_part_key TO other_key;

ALTER INDEX public.other_key SET (fillfactor=80);

ALTER INDEX public.a_part_label RENAME TO other_label;
