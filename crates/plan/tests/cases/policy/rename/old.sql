CREATE TABLE note (id int);
CREATE POLICY old ON note USING (id > 0);
