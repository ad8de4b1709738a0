CREATE OPERATOR FAMILY numbers USING btree;
ALTER OPERATOR FAMILY numbers USING btree ADD OPERATOR 5 >(int, bigint), FUNCTION 1 (int, bigint) btint48cmp(int, bigint);
