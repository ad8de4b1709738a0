CREATE OR REPLACE VIEW public.labels AS
 SELECT id,
    label
   FROM public.item
  WHERE (id > 0);
