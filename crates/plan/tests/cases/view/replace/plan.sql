CREATE OR REPLACE VIEW public.labels AS
 SELECT item.id,
    item.label
   FROM public.item
  WHERE (item.id > 0);
