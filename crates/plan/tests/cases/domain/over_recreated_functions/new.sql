CREATE FUNCTION first_amount() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 1::bigint';
CREATE FUNCTION is_amount(value int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT value > 0';
CREATE DOMAIN amount AS int DEFAULT first_amount() CONSTRAINT positive CHECK (is_amount(VALUE));
CREATE TABLE item (id int PRIMARY KEY, amount amount, CHECK (is_amount(id)));
