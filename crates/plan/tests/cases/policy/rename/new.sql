CREATE TABLE note (id int);
CREATE POLICY new ON note USING (id > 0);
