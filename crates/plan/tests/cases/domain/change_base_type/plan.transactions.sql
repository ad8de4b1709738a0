BEGIN;
DROP VIEW public.codes;
ALTER TABLE public.item ALTER COLUMN code DROP DEFAULT;
ALTER DOMAIN public.code RENAME TO pgplumb_old_code;
CREATE DOMAIN public.code AS text
    CONSTRAINT code_check CHECK (VALUE <> ''::text);
ALTER DOMAIN public.code OWNER TO postgres;
ALTER TABLE public.item ALTER COLUMN code TYPE public.code USING code::character varying(5);
DROP DOMAIN public.pgplumb_old_code;
ALTER TABLE ONLY public.item ALTER COLUMN code SET DEFAULT 'x'::text;
CREATE VIEW public.codes AS
 SELECT item.code
   FROM public.item;
ALTER VIEW public.codes OWNER TO postgres;
COMMIT;
