CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '5', PARALLEL = safe);
CREATE VIEW totals AS SELECT total(n) AS n FROM generate_series(1, 3) n;
GRANT EXECUTE ON FUNCTION total(int) TO alice;
