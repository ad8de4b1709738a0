CREATE RULE keep AS
    ON DELETE TO public.item
   WHERE (old.id = 0) DO INSTEAD NOTHING;
COMMENT ON RULE keep ON public.item IS 'zero stays';

CREATE RULE add AS
    ON INSERT TO public.ids DO INSTEAD  INSERT INTO public.item (id)
  VALUES (new.id);
