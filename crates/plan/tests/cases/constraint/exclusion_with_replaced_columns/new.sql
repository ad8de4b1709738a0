CREATE TABLE t (a int4range, x int, y text, CONSTRAINT free EXCLUDE USING gist (a WITH &&) INCLUDE (y) WHERE (x > 0));
CREATE TABLE u (a int4range, b bigint, EXCLUDE USING gist (a WITH &&) WHERE (b > 0));
CREATE TABLE v (a int4range);
