CREATE TABLE note (id int, kind text);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON note FOR SELECT TO alice, bob USING (kind = 'open');
CREATE POLICY limited ON note AS RESTRICTIVE FOR UPDATE USING (id > 0) WITH CHECK (id < 100);
COMMENT ON POLICY readable ON note IS 'open to all';
