-- Indexes: methods, expressions, collations, operator classes, order, INCLUDE, WHERE, options.
CREATE TABLE t (a int, b text, c jsonb, d int[], e text COLLATE "C");
CREATE INDEX by_expression ON t ((a + 1), lower(b) text_pattern_ops DESC NULLS LAST);
CREATE UNIQUE INDEX once ON t (a) INCLUDE (b) WHERE a > 0;
CREATE INDEX by_json ON t USING gin (c jsonb_path_ops) WITH (fastupdate = off);
CREATE INDEX by_array ON t USING gin (d);
CREATE INDEX by_hash ON t USING hash (b);
CREATE INDEX collated ON t (b COLLATE "C", e COLLATE "POSIX" NULLS FIRST);
CREATE INDEX with_target ON t ((a * 2));
ALTER INDEX with_target ALTER COLUMN 1 SET STATISTICS 500;
CREATE INDEX filled ON t (a) WITH (fillfactor = 50);
COMMENT ON INDEX filled IS 'filled by half';
CREATE STATISTICS together (ndistinct, dependencies) ON a, b FROM t;
CREATE STATISTICS of_expression ON (a + 1), lower(b) FROM t;
