CREATE VIEW one WITH (security_invoker) AS SELECT 1 AS n;
CREATE VIEW two AS SELECT 2 AS n;
