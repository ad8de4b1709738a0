CREATE TABLE public.item (id int);
CREATE TABLE public.log (id int);
CREATE RULE protect AS ON DELETE TO public.item DO INSTEAD INSERT INTO public.log VALUES (old.id);
