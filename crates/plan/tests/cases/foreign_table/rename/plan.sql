ALTER FOREIGN TABLE public.stock SET SCHEMA app;
ALTER FOREIGN TABLE app.stock RENAME TO goods;

ALTER FOREIGN TABLE app.goods OPTIONS (SET t 'y');

DROP VIEW public.used;

ALTER FOREIGN TABLE app.goods ALTER COLUMN amount TYPE bigint;

CREATE VIEW public.used AS
 SELECT goods.id,
    goods.amount
   FROM app.goods;
ALTER VIEW public.used OWNER TO postgres;
