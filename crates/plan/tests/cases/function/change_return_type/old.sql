CREATE FUNCTION price(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE TABLE item (id int DEFAULT price(1), CONSTRAINT priced CHECK (price(id) > 0));
CREATE INDEX item_price ON item (price(id));
CREATE VIEW prices AS SELECT price(id) AS price FROM item;
CREATE FUNCTION twice(i int) RETURNS int LANGUAGE sql AS 'SELECT price(i)::int * 2';
COMMENT ON FUNCTION price(int) IS 'kept';
GRANT EXECUTE ON FUNCTION price(int) TO alice;
