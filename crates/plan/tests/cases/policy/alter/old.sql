CREATE TABLE note (id int, kind text);
CREATE POLICY readable ON note FOR SELECT TO alice USING (kind = 'open');
CREATE POLICY limited ON note AS RESTRICTIVE USING (id > 0);
