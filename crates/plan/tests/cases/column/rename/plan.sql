ALTER TABLE public.item RENAME COLUMN name TO label;

CREATE OR REPLACE FUNCTION public.name_of(i integer)
    RETURNS text
    LANGUAGE sql
    AS $$SELECT label FROM item WHERE id = i$$;
