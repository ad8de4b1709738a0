DROP INDEX public.item_label;
