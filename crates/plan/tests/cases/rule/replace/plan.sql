CREATE OR REPLACE RULE protect AS
    ON DELETE TO public.item DO INSTEAD  INSERT INTO public.log (id)
  VALUES (old.id);
ALTER TABLE public.item ENABLE RULE protect;
COMMENT ON RULE protect ON public.item IS NULL;
