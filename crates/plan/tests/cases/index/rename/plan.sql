ALTER INDEX public.item_label RENAME TO item_by_label;
