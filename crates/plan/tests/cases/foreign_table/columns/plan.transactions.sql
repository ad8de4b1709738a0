BEGIN;
ALTER FOREIGN TABLE public.stock ALTER COLUMN narrowed TYPE smallint;
ALTER FOREIGN TABLE public.stock ALTER COLUMN narrowed SET DEFAULT 3;
COMMIT;

BEGIN;
DROP VIEW public.used;
ALTER FOREIGN TABLE public.stock ALTER COLUMN widened TYPE bigint;
ALTER FOREIGN TABLE public.stock ALTER COLUMN to_text TYPE text;
ALTER FOREIGN TABLE public.stock ALTER COLUMN to_text SET DEFAULT 'one'::text;
CREATE VIEW public.used AS
 SELECT stock.id,
    stock.widened,
    stock.to_text,
    stock.stored
   FROM public.stock;
ALTER VIEW public.used OWNER TO postgres;
COMMIT;
