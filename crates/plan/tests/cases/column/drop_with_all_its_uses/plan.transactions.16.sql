BEGIN;
CREATE OR REPLACE TRIGGER condition BEFORE UPDATE ON public.item
    FOR EACH ROW
    WHEN ((old.kept < new.kept))
    EXECUTE FUNCTION public.note();
CREATE OR REPLACE TRIGGER note BEFORE UPDATE OF kept ON public.item
    FOR EACH ROW
    EXECUTE FUNCTION public.note();
COMMIT;

BEGIN;
DROP STATISTICS public.three_columns;
CREATE STATISTICS public.three_columns ON id, kept, price FROM public.item;
ALTER STATISTICS public.three_columns OWNER TO postgres;
COMMENT ON STATISTICS public.three_columns IS 'three';
COMMIT;

BEGIN;
DROP STATISTICS public.both_columns;
CREATE STATISTICS public.both_columns ON kept, price FROM public.item;
ALTER STATISTICS public.both_columns OWNER TO postgres;
COMMIT;

BEGIN;
DROP VIEW public.items;
CREATE VIEW public.items AS
 SELECT id,
    kept
   FROM public.item;
ALTER VIEW public.items OWNER TO postgres;
COMMIT;
