CREATE TABLE note (id int, kind text);
CREATE POLICY command ON note FOR SELECT USING (id > 0);
CREATE POLICY mode ON note AS RESTRICTIVE USING (id > 0);
