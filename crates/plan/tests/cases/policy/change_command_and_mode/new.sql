CREATE TABLE note (id int, kind text);
CREATE POLICY command ON note FOR ALL USING (id > 0);
CREATE POLICY mode ON note USING (id > 0);
