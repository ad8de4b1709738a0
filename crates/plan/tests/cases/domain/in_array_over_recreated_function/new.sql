CREATE FUNCTION is_amount(value int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT value > 0';
CREATE DOMAIN amount AS int CONSTRAINT positive CHECK (is_amount(VALUE));
CREATE TABLE item (id int PRIMARY KEY, amounts amount[]);
