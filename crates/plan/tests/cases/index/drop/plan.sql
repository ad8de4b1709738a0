DROP INDEX CONCURRENTLY public.item_label;
