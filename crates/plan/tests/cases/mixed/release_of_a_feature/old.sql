CREATE TABLE customer (id serial PRIMARY KEY, name text NOT NULL, phone text);
CREATE TABLE orders (id serial PRIMARY KEY, customer_id int NOT NULL REFERENCES customer, state text DEFAULT 'new');
CREATE VIEW open_orders AS SELECT o.id, c.name, o.state FROM orders o JOIN customer c ON c.id = o.customer_id WHERE o.state = 'new';
CREATE FUNCTION close_order(i int) RETURNS void LANGUAGE sql AS 'UPDATE orders SET state = ''closed'' WHERE id = i';
GRANT SELECT ON open_orders TO alice;
