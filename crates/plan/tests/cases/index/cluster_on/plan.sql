ALTER TABLE public.item SET WITHOUT CLUSTER;

ALTER TABLE public.item CLUSTER ON item_label;
