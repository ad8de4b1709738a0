-- Two views that depend on each other.
CREATE VIEW one AS SELECT 1 AS a, 'x'::text AS b;
CREATE VIEW two AS SELECT a, b FROM one;
CREATE OR REPLACE VIEW one AS SELECT a, b FROM two;
COMMENT ON VIEW one IS 'circular';
CREATE VIEW three AS SELECT count(*) FROM two;
