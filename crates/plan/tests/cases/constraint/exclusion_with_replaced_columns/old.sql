CREATE TABLE t (a int4range, b int, c text, CONSTRAINT free EXCLUDE USING gist (a WITH &&) INCLUDE (c) WHERE (b > 0));
CREATE TABLE u (a int4range, b int, EXCLUDE USING gist (a WITH &&) WHERE (b > 0));
CREATE TABLE v (a int4range, b int, EXCLUDE USING gist (a WITH &&) WHERE (b > 0));
