DROP FOREIGN TABLE public.gone;

CREATE FOREIGN TABLE public.stock (
    id integer OPTIONS (column_name 'ID') NOT NULL,
    label text DEFAULT 'x'::text,
    CONSTRAINT positive CHECK (id > 0)
)
SERVER far OPTIONS (table_name 'T');
ALTER FOREIGN TABLE public.stock OWNER TO postgres;
COMMENT ON FOREIGN TABLE public.stock IS 'over there';
