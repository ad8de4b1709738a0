CREATE TABLE t (id int PRIMARY KEY, a bigint NOT NULL, b bigint, total bigint GENERATED ALWAYS AS (a + 1) STORED, other numeric GENERATED ALWAYS AS (b * 2) STORED,
    both_bases bigint GENERATED ALWAYS AS (a + b) STORED CHECK (both_bases > 0), label varchar(20) GENERATED ALWAYS AS (a::text) STORED);
CREATE INDEX t_total ON t (total);
CREATE VIEW v AS SELECT id, total, both_bases FROM t;
CREATE STATISTICS t_stats ON a, total FROM t;
