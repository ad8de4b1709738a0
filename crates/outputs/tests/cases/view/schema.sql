-- Views over views and functions, options, column defaults, a materialized view with indexes.
CREATE FUNCTION doubled(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE TABLE t (a int PRIMARY KEY, b text NOT NULL);
CREATE VIEW c_first AS SELECT a, doubled(a) AS twice FROM t;
CREATE VIEW b_second WITH (security_barrier) AS SELECT twice, doubled(twice) AS more FROM c_first WHERE a > 0;
CREATE VIEW a_third AS SELECT more FROM b_second ORDER BY more;
CREATE VIEW checked AS SELECT a, b FROM t WHERE a > 1 WITH CASCADED CHECK OPTION;
ALTER VIEW checked ALTER COLUMN b SET DEFAULT 'x';
COMMENT ON VIEW checked IS 'checked';
COMMENT ON COLUMN checked.b IS 'b of checked';
GRANT SELECT (a) ON checked TO bob;
CREATE RECURSIVE VIEW counting (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counting WHERE n < 9;
CREATE FUNCTION on_view() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER instead INSTEAD OF INSERT ON checked FOR EACH ROW EXECUTE FUNCTION on_view();
CREATE MATERIALIZED VIEW kept AS SELECT more, count(*) FROM b_second GROUP BY more WITH NO DATA;
CREATE UNIQUE INDEX kept_more ON kept (more);
ALTER MATERIALIZED VIEW kept CLUSTER ON kept_more;
