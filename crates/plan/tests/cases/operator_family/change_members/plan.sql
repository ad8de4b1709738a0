ALTER OPERATOR FAMILY public.numbers USING btree DROP
    OPERATOR 1 (integer,bigint);
ALTER OPERATOR FAMILY public.numbers USING btree ADD
    OPERATOR 5 >(integer,bigint);
