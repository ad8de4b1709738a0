CREATE FUNCTION new_name(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE VIEW used AS SELECT new_name(1) AS old_name;
