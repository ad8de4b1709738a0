ALTER INDEX public.item_label SET (fillfactor=70);
ALTER INDEX public.item_label ALTER COLUMN 1 SET STATISTICS 99;
