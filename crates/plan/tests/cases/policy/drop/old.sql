CREATE TABLE note (id int);
CREATE POLICY permissive ON note USING (id > 0);
CREATE POLICY restrictive ON note AS RESTRICTIVE USING (id > 0);
