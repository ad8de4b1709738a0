CREATE FUNCTION is_fine(i int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT i > 0';
CREATE TABLE item (id int CONSTRAINT fine CHECK (is_fine(id)));
