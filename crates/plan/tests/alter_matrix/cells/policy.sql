--- kind Policies
--- all
CREATE TABLE app@.t (a integer, owner text);
ALTER TABLE app@.t ENABLE ROW LEVEL SECURITY;
--- property roles
--- old
CREATE POLICY p ON app@.t TO alice USING (a > 0);
--- new
CREATE POLICY p ON app@.t TO alice, bob USING (a > 0);
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.t;
--- statement ALTER POLICY p ON app@.t TO alice, bob
--- back ALTER POLICY p ON app@.t TO alice
--- property roles replaced by `PUBLIC`
--- old
CREATE POLICY p ON app@.t TO alice USING (a > 0);
--- new
CREATE POLICY p ON app@.t USING (a > 0);
--- statement ALTER POLICY p ON app@.t TO PUBLIC
--- property USING expression changed, WITH CHECK expression added
--- old
CREATE POLICY p ON app@.t AS RESTRICTIVE FOR UPDATE USING (a > 0);
--- new
CREATE POLICY p ON app@.t AS RESTRICTIVE FOR UPDATE USING (a > 1) WITH CHECK (a > 2);
COMMENT ON POLICY p ON app@.t IS 'large';
--- statement ALTER POLICY p ON app@.t USING (a > 1) WITH CHECK (a > 2)
--- statement COMMENT ON POLICY p ON app@.t IS
--- back recreated no statement removes an expression
--- property expression that uses a new column
--- setup
ALTER TABLE app@.t ADD b integer;
--- old
CREATE POLICY p ON app@.t FOR SELECT USING (a > 0);
ALTER TABLE app@.t DROP b;
--- new
CREATE POLICY p ON app@.t FOR SELECT USING (b > 0);
--- statement ALTER TABLE app@.t ADD COLUMN b integer
--- statement ALTER POLICY p ON app@.t USING (b > 0)
--- back ALTER POLICY p ON app@.t USING (a > 0)
--- back ALTER TABLE app@.t DROP COLUMN b
--- property comment
--- old
CREATE POLICY p ON app@.t FOR SELECT USING (a > 0);
--- new
CREATE POLICY p ON app@.t FOR SELECT USING (a > 0);
COMMENT ON POLICY p ON app@.t IS 'reads';
--- statement COMMENT ON POLICY p ON app@.t IS
--- property command, permissive or restrictive
--- old
CREATE POLICY p ON app@.t FOR SELECT USING (a > 0);
--- new
CREATE POLICY p ON app@.t AS RESTRICTIVE FOR DELETE USING (a > 0);
--- recreated no statement changes them
--- back recreated no statement changes them
