CREATE TABLE t (id int PRIMARY KEY, a bigint, double bigint GENERATED ALWAYS AS (a * 2) VIRTUAL, label varchar(20) GENERATED ALWAYS AS (a::text) VIRTUAL);
CREATE VIEW v AS SELECT double FROM t;
