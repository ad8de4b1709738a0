ALTER FOREIGN TABLE public.stock ALTER COLUMN id SET NOT NULL;

COMMENT ON COLUMN public.stock.id IS NULL;

ALTER FOREIGN TABLE public.stock ALTER COLUMN narrowed TYPE smallint;

ALTER FOREIGN TABLE public.stock ALTER COLUMN narrowed SET DEFAULT 3;

ALTER FOREIGN TABLE public.stock ALTER COLUMN collated TYPE text COLLATE "POSIX";

ALTER FOREIGN TABLE public.stock ALTER COLUMN counted SET STATISTICS 200;
ALTER FOREIGN TABLE public.stock ALTER COLUMN counted RESET (n_distinct);

ALTER FOREIGN TABLE public.stock ALTER COLUMN stored SET STORAGE EXTERNAL;

ALTER FOREIGN TABLE public.stock ALTER COLUMN option_added OPTIONS (ADD a '1');

ALTER FOREIGN TABLE public.stock ALTER COLUMN option_dropped OPTIONS (DROP a, SET b '3');

ALTER FOREIGN TABLE public.stock ADD COLUMN added date;

DROP VIEW public.used;

ALTER FOREIGN TABLE public.stock ALTER COLUMN widened TYPE bigint;

ALTER FOREIGN TABLE public.stock ALTER COLUMN to_text TYPE text;

ALTER FOREIGN TABLE public.stock ALTER COLUMN to_text SET DEFAULT 'one'::text;

CREATE VIEW public.used AS
 SELECT id,
    widened,
    to_text,
    stored
   FROM public.stock;
ALTER VIEW public.used OWNER TO postgres;
