CREATE FUNCTION sees(i int, all_of boolean DEFAULT false) RETURNS boolean LANGUAGE sql AS 'SELECT i > 0';
CREATE TABLE note (id int);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON note USING (sees(id));
