CREATE TABLE item (a integer);
CREATE VIEW one AS SELECT 1 AS a, 'x'::text AS b;
CREATE VIEW two AS SELECT a, b FROM one;
CREATE OR REPLACE VIEW one AS SELECT item.a, b FROM two, item;
CREATE VIEW three AS SELECT a FROM one;
