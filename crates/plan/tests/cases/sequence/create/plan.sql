CREATE SEQUENCE public.numbers AS smallint START WITH 5 INCREMENT BY 2 MAXVALUE 99 CACHE 3 CYCLE;
ALTER SEQUENCE public.numbers OWNER TO postgres;

CREATE SEQUENCE public.plain;
ALTER SEQUENCE public.plain OWNER TO postgres;
COMMENT ON SEQUENCE public.plain IS 'counts';
GRANT USAGE ON SEQUENCE public.plain TO alice;
