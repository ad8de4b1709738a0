CREATE TABLE t (a numeric, b numeric GENERATED ALWAYS AS (a * 2) STORED, c int, d int GENERATED ALWAYS AS (c + 1) STORED);
