CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int, total int GENERATED ALWAYS AS (a + 1) STORED, other int GENERATED ALWAYS AS (b * 2) STORED,
    both_bases int GENERATED ALWAYS AS (a + b) STORED CHECK (both_bases > 0), label text GENERATED ALWAYS AS (a::text) STORED);
CREATE INDEX t_total ON t (total);
CREATE VIEW v AS SELECT id, total, both_bases FROM t;
CREATE STATISTICS t_stats ON a, total FROM t;
INSERT INTO t (id, a, b) VALUES (1, 2, 3);
