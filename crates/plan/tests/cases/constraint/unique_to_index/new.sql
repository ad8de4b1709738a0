CREATE TABLE t (a int, b int, CONSTRAINT t_v UNIQUE (b, a));
CREATE UNIQUE INDEX t_u ON t (a);
