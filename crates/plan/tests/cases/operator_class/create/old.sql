CREATE TYPE num AS (v int);
CREATE FUNCTION num_cmp(num, num) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT ($1).v - ($2).v';
CREATE TABLE item (n num);
