CREATE TABLE note (id int, kind text);
CREATE POLICY readable ON note FOR SELECT TO bob USING (kind IN ('open', 'free'));
CREATE POLICY limited ON note AS RESTRICTIVE USING (id > 5) WITH CHECK (id > 0);
