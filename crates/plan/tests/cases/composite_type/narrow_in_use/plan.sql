ALTER TYPE public.line RENAME TO pgplumb_old_line;
CREATE TYPE public.line AS (
    price integer,
    "Label" character varying(5)
);
ALTER TYPE public.line OWNER TO postgres;
ALTER TABLE public.item ALTER COLUMN line TYPE public.line USING CASE WHEN line IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW((line).price::integer, (line)."Label"::text)::text::public.line END;
DROP TYPE public.pgplumb_old_line;
