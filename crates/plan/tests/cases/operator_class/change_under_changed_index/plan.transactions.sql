BEGIN;
DROP INDEX public.i;
DROP OPERATOR CLASS public.oc USING btree;
CREATE OPERATOR CLASS public.oc
    FOR TYPE integer USING btree FAMILY public.oc AS
    OPERATOR 1 <(integer,integer),
    OPERATOR 2 <=(integer,integer),
    OPERATOR 3 =(integer,integer),
    OPERATOR 5 >(integer,integer),
    FUNCTION 1 (integer, integer) public.cmp(integer,integer);
ALTER OPERATOR CLASS public.oc USING btree OWNER TO postgres;
CREATE INDEX i ON public.t (a public.oc DESC);
COMMIT;
