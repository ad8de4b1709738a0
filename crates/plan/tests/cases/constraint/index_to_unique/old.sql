CREATE TABLE t (a int, b int);
CREATE UNIQUE INDEX t_u ON t (a);
CREATE UNIQUE INDEX t_v ON t (b);
