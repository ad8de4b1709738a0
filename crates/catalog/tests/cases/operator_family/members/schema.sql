-- Operators and functions that belong to a family and to none of its classes.
CREATE OPERATOR FAMILY empty USING hash;
CREATE OPERATOR FAMILY "Numbers" USING btree;
CREATE OPERATOR CLASS ints FOR TYPE integer USING btree FAMILY "Numbers" AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
ALTER OPERATOR FAMILY "Numbers" USING btree ADD
    OPERATOR 5 >(integer, bigint), OPERATOR 1 <(integer, bigint), OPERATOR 3 =(integer, bigint),
    FUNCTION 1 (bigint, integer) btint84cmp(bigint, integer),
    FUNCTION 1 btint48cmp(integer, bigint);
COMMENT ON OPERATOR FAMILY "Numbers" USING btree IS 'of two sizes';
ALTER OPERATOR FAMILY empty USING hash OWNER TO pg_monitor;
