ALTER TABLE public.item RENAME COLUMN name TO label;

CREATE OR REPLACE FUNCTION public.name_of(i integer)
    RETURNS text
    LANGUAGE sql
    AS $$SELECT label FROM item WHERE id = i$$;

ALTER TABLE public.item RENAME CONSTRAINT item_name_not_null TO item_label_not_null;
