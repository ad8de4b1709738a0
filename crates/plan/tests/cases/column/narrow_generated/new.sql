CREATE TABLE t (a numeric, b numeric(6,2) GENERATED ALWAYS AS (a * 2) STORED, c int, d smallint GENERATED ALWAYS AS (c + 1) STORED);
