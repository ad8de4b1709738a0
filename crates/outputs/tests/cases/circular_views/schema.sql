-- Two views that need each other, the first of which was a table once.
CREATE VIEW one AS SELECT 1 AS a, 'x'::text AS b;
CREATE VIEW two AS SELECT a, b FROM one;
CREATE OR REPLACE VIEW one AS SELECT a, b FROM two;
COMMENT ON VIEW one IS 'goes round';
CREATE VIEW three AS SELECT count(*) FROM two;
