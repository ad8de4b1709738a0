CREATE FUNCTION is_amount(n int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT n > 0';
CREATE DOMAIN amount AS int CONSTRAINT positive CHECK (is_amount(VALUE));
CREATE TABLE item (id int PRIMARY KEY, amounts amount[]);
INSERT INTO item VALUES (1, '{2,3}');
