--- kind Views
--- all
CREATE TABLE app@.t (a integer, b text, c integer);
--- property query
--- old
CREATE VIEW app@.v AS SELECT a, b FROM app@.t;
--- new
CREATE VIEW app@.v AS SELECT a, b FROM app@.t WHERE a > 0;
--- used
CREATE VIEW app@.w AS SELECT a FROM app@.v;
--- statement CREATE OR REPLACE VIEW app@.v AS
--- back CREATE OR REPLACE VIEW app@.v AS
--- property columns added at the end
--- old
CREATE VIEW app@.v AS SELECT a, b FROM app@.t;
--- new
CREATE VIEW app@.v AS SELECT a, b, c FROM app@.t;
--- used
CREATE VIEW app@.w AS SELECT a FROM app@.v;
--- statement CREATE OR REPLACE VIEW app@.v AS
--- back recreated no statement removes a column of a view
--- property security barrier
--- old
CREATE VIEW app@.v AS SELECT a, b FROM app@.t;
--- new
CREATE VIEW app@.v WITH (security_barrier) AS SELECT a, b FROM app@.t;
--- used
CREATE VIEW app@.w AS SELECT a FROM app@.v;
--- statement ALTER VIEW app@.v SET (security_barrier=
--- back ALTER VIEW app@.v RESET (security_barrier)
--- property security invoker
--- versions 15+
--- old
CREATE VIEW app@.v WITH (security_invoker = on) AS SELECT a, b FROM app@.t;
--- new
CREATE VIEW app@.v WITH (security_invoker = off) AS SELECT a, b FROM app@.t;
--- used
CREATE VIEW app@.w AS SELECT a FROM app@.v;
--- statement ALTER VIEW app@.v SET (security_invoker=
--- property check option
--- old
CREATE VIEW app@.v AS SELECT a, b FROM app@.t WHERE a > 0 WITH LOCAL CHECK OPTION;
--- new
CREATE VIEW app@.v AS SELECT a, b FROM app@.t WHERE a > 0 WITH CASCADED CHECK OPTION;
--- used
CREATE VIEW app@.w AS SELECT a FROM app@.v;
--- statement ALTER VIEW app@.v SET (check_option=
--- property check option removed
--- old
CREATE VIEW app@.v AS SELECT a, b FROM app@.t WHERE a > 0 WITH LOCAL CHECK OPTION;
--- new
CREATE VIEW app@.v AS SELECT a, b FROM app@.t WHERE a > 0;
--- used
CREATE VIEW app@.w AS SELECT a FROM app@.v;
--- statement ALTER VIEW app@.v RESET (check_option)
--- property default of a column
--- old
CREATE VIEW app@.v AS SELECT a, b FROM app@.t;
--- new
CREATE VIEW app@.v AS SELECT a, b FROM app@.t;
ALTER VIEW app@.v ALTER COLUMN a SET DEFAULT 7;
--- used
CREATE VIEW app@.w AS SELECT a FROM app@.v;
--- statement ALTER VIEW app@.v ALTER COLUMN a SET DEFAULT 7
--- back ALTER VIEW app@.v ALTER COLUMN a DROP DEFAULT
--- property owner, comments, privileges
--- old
CREATE VIEW app@.v AS SELECT a, b FROM app@.t;
--- new
CREATE VIEW app@.v AS SELECT a, b FROM app@.t;
ALTER VIEW app@.v OWNER TO alice;
COMMENT ON VIEW app@.v IS 'seen';
COMMENT ON COLUMN app@.v.a IS 'first';
GRANT SELECT ON app@.v TO bob;
GRANT UPDATE (a) ON app@.v TO bob;
--- used
CREATE VIEW app@.w AS SELECT a FROM app@.v;
--- statement ALTER VIEW app@.v OWNER TO alice
--- statement COMMENT ON VIEW app@.v IS
--- statement GRANT SELECT ON TABLE app@.v TO bob
--- statement COMMENT ON COLUMN app@.v.a IS
--- statement GRANT UPDATE (a) ON TABLE app@.v TO bob
--- property type of a column, or its name without a declared rename
--- old
CREATE VIEW app@.v AS SELECT a, b FROM app@.t;
--- new
CREATE VIEW app@.v AS SELECT a::bigint AS a, b FROM app@.t;
--- used
CREATE VIEW app@.w AS SELECT a IS NULL AS n FROM app@.v;
--- recreated no statement changes the type of a view's column
--- back recreated no statement changes the type of a view's column
