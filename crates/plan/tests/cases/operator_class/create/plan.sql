CREATE OPERATOR FAMILY public.int_reverse USING btree;
ALTER OPERATOR FAMILY public.int_reverse USING btree OWNER TO postgres;

CREATE OPERATOR FAMILY public.num_ops USING hash;
ALTER OPERATOR FAMILY public.num_ops USING hash ADD
    FUNCTION 1 (record, record) hash_record(record);
ALTER OPERATOR FAMILY public.num_ops USING hash OWNER TO postgres;

CREATE OPERATOR CLASS public.int_reverse
    FOR TYPE integer USING btree FAMILY public.int_reverse AS
    OPERATOR 1 >(integer,integer),
    OPERATOR 2 >=(integer,integer),
    OPERATOR 3 =(integer,integer),
    OPERATOR 4 <=(integer,integer),
    OPERATOR 5 <(integer,integer),
    FUNCTION 1 (integer, integer) btint4cmp(integer,integer);
ALTER OPERATOR CLASS public.int_reverse USING btree OWNER TO postgres;

CREATE OPERATOR CLASS public.num_ops
    DEFAULT FOR TYPE public.num USING hash FAMILY public.num_ops AS
    STORAGE public.num;
ALTER OPERATOR CLASS public.num_ops USING hash OWNER TO postgres;
