CREATE TYPE num AS (v int);
CREATE FUNCTION num_cmp(num, num) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT ($1).v - ($2).v';
CREATE OPERATOR CLASS int_reverse FOR TYPE int USING btree AS OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 btint4cmp(int, int);
CREATE OPERATOR CLASS num_ops DEFAULT FOR TYPE num USING hash AS FUNCTION 1 hash_record(record);
CREATE TABLE item (n num);
