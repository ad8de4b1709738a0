CREATE VIEW one AS SELECT 1 AS n;
CREATE VIEW two WITH (security_invoker) AS SELECT 2 AS n;
