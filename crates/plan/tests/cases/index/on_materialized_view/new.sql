CREATE MATERIALIZED VIEW numbers AS SELECT 1 AS n, 'x'::text AS label;
CREATE UNIQUE INDEX numbers_n ON numbers (n);
