ALTER TABLE public.item DROP CONSTRAINT item_gone_check;

DROP INDEX public.identity;

CREATE UNIQUE INDEX identity ON public.item (kept);
ALTER TABLE ONLY public.item REPLICA IDENTITY USING INDEX identity;

DROP INDEX public.included;

CREATE INDEX included ON public.item (id) INCLUDE (kept);
ALTER TABLE public.item CLUSTER ON included;
COMMENT ON INDEX public.included IS 'covers';

DROP INDEX public.partial;

CREATE INDEX partial ON public.item (kept)
    WHERE (kept > 1);

CREATE OR REPLACE TRIGGER condition BEFORE UPDATE ON public.item
    FOR EACH ROW
    WHEN ((old.kept < new.kept))
    EXECUTE FUNCTION public.note();

CREATE OR REPLACE TRIGGER note BEFORE UPDATE OF kept ON public.item
    FOR EACH ROW
    EXECUTE FUNCTION public.note();

CREATE OR REPLACE RULE log AS
    ON UPDATE TO public.item
   WHERE (old.kept > 5) DO NOTHING;

ALTER POLICY shown ON public.item USING (kept > 0);

DROP STATISTICS public.three_columns;

CREATE STATISTICS public.three_columns ON id, kept, price FROM public.item;
ALTER STATISTICS public.three_columns OWNER TO postgres;
COMMENT ON STATISTICS public.three_columns IS 'three';

DROP INDEX public.expression;

CREATE INDEX expression ON public.item (((price + kept)));

DROP STATISTICS public.both_columns;

CREATE STATISTICS public.both_columns ON kept, price FROM public.item;
ALTER STATISTICS public.both_columns OWNER TO postgres;

DROP VIEW public.items;

CREATE VIEW public.items AS
 SELECT id,
    kept
   FROM public.item;
ALTER VIEW public.items OWNER TO postgres;

ALTER TABLE public.item DROP COLUMN gone;
