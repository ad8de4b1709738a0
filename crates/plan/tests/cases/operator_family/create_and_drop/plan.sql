DROP OPERATOR FAMILY public.gone USING hash;

CREATE OPERATOR FAMILY public.numbers USING btree;
ALTER OPERATOR FAMILY public.numbers USING btree OWNER TO postgres;
COMMENT ON OPERATOR FAMILY public.numbers USING btree IS 'of two sizes';

CREATE OPERATOR CLASS public.ints
    FOR TYPE integer USING btree FAMILY public.numbers AS
    OPERATOR 1 <(integer,integer),
    OPERATOR 2 <=(integer,integer),
    OPERATOR 3 =(integer,integer),
    OPERATOR 4 >=(integer,integer),
    OPERATOR 5 >(integer,integer),
    FUNCTION 1 (integer, integer) btint4cmp(integer,integer);
ALTER OPERATOR CLASS public.ints USING btree OWNER TO postgres;
