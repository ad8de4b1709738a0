ALTER TABLE public.node DETACH PARTITION public.node_rest;
DROP TABLE public.node_rest;
