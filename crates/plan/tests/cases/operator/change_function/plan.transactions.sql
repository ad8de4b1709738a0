BEGIN;
DROP VIEW public.uses;
DROP OPERATOR public.===(integer, integer);
CREATE OPERATOR public.=== (
    FUNCTION = public.other,
    LEFTARG = integer,
    RIGHTARG = integer
);
ALTER OPERATOR public.===(integer, integer) OWNER TO postgres;
CREATE VIEW public.uses AS
 SELECT (1 OPERATOR(public.===) 2) AS same;
ALTER VIEW public.uses OWNER TO postgres;
COMMIT;
