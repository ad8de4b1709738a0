DROP VIEW public.items;

DROP TRIGGER condition ON public.item;

DROP TRIGGER note ON public.item;

DROP RULE log ON public.item;

DROP POLICY shown ON public.item;

ALTER TABLE public.item ALTER COLUMN gone TYPE bigint;

CREATE TRIGGER condition BEFORE UPDATE ON public.item
    FOR EACH ROW
    WHEN ((old.gone < new.gone))
    EXECUTE FUNCTION public.note();

CREATE TRIGGER note BEFORE UPDATE OF gone ON public.item
    FOR EACH ROW
    EXECUTE FUNCTION public.note();
COMMENT ON TRIGGER note ON public.item IS 'notes';

CREATE RULE log AS
    ON UPDATE TO public.item
   WHERE (old.gone > 5) DO NOTHING;

CREATE POLICY shown ON public.item USING (gone > 0);

CREATE VIEW public.items AS
 SELECT id,
    gone,
    kept
   FROM public.item;
ALTER VIEW public.items OWNER TO postgres;
