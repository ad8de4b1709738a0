-- Row-level security: every command, roles, permissive and restrictive policies.
CREATE TABLE t (owner name, a int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY everything ON t;
CREATE POLICY own ON t FOR SELECT TO alice, bob USING (owner = CURRENT_USER);
CREATE POLICY add ON t FOR INSERT TO "Odd role" WITH CHECK (a > 0);
CREATE POLICY change ON t AS RESTRICTIVE FOR UPDATE USING (a > 0) WITH CHECK (EXISTS (SELECT FROM t t2 WHERE t2.a > t.a));
COMMENT ON POLICY own ON t IS 'one''s own';
