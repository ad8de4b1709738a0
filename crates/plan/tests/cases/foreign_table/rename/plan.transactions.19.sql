BEGIN;
DROP VIEW public.used;
ALTER FOREIGN TABLE app.goods ALTER COLUMN amount TYPE bigint;
CREATE VIEW public.used AS
 SELECT id,
    amount
   FROM app.goods;
ALTER VIEW public.used OWNER TO postgres;
COMMIT;
