ALTER TABLE public.item ADD CONSTRAINT id_there NOT NULL id;
COMMENT ON CONSTRAINT id_there ON public.item IS 'always';

ALTER TABLE public.item RENAME CONSTRAINT item_label_not_null TO label_there;
