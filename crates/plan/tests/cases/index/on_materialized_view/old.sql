CREATE MATERIALIZED VIEW numbers AS SELECT 1 AS n, 'x'::text AS label;
CREATE INDEX numbers_label ON numbers (label);
