CREATE FUNCTION first_amount() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION is_amount(n int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT n > 0';
CREATE DOMAIN amount AS int DEFAULT first_amount() CONSTRAINT positive CHECK (is_amount(VALUE));
CREATE TABLE item (id int PRIMARY KEY, amount amount, CHECK (is_amount(id)));
INSERT INTO item VALUES (1, 1);
