DROP FUNCTION public.first_label();

ALTER TABLE public.item ALTER COLUMN label TYPE character varying(50);

CREATE FUNCTION public.first_label()
    RETURNS text
    LANGUAGE sql
BEGIN ATOMIC
 SELECT item.label
    FROM public.item
   ORDER BY item.id
  LIMIT 1;
END;
ALTER FUNCTION public.first_label() OWNER TO postgres;
