ALTER TABLE public.item CLUSTER ON item_label;
