--- kind Extended statistics
--- all
CREATE TABLE app@.t (a integer, b integer, c integer);
--- property target
--- old
CREATE STATISTICS app@.s ON a, b FROM app@.t;
--- new
CREATE STATISTICS app@.s ON a, b FROM app@.t;
ALTER STATISTICS app@.s SET STATISTICS 7;
--- statement ALTER STATISTICS app@.s SET STATISTICS 7
--- back ALTER STATISTICS app@.s SET STATISTICS -1
--- property owner and comment
--- old
CREATE STATISTICS app@.s ON a, b FROM app@.t;
--- new
CREATE STATISTICS app@.s ON a, b FROM app@.t;
ALTER STATISTICS app@.s OWNER TO alice;
COMMENT ON STATISTICS app@.s IS 'both';
--- statement ALTER STATISTICS app@.s OWNER TO alice
--- statement COMMENT ON STATISTICS app@.s IS
--- property columns, kinds
--- old
CREATE STATISTICS app@.s ON a, b FROM app@.t;
--- new
CREATE STATISTICS app@.s (ndistinct) ON a, b, c FROM app@.t;
--- recreated no statement changes what is collected
--- back recreated no statement changes what is collected
