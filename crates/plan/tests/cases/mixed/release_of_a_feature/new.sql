CREATE TYPE order_state AS ENUM ('new', 'paid', 'closed');
CREATE TABLE customer (id serial PRIMARY KEY, name text NOT NULL, email text UNIQUE);
CREATE TABLE orders (id serial PRIMARY KEY, customer_id int NOT NULL REFERENCES customer ON DELETE CASCADE, state order_state DEFAULT 'new', paid_at timestamptz);
CREATE TABLE payment (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id int NOT NULL REFERENCES orders, amount numeric(10, 2) CHECK (amount > 0));
CREATE INDEX payment_order ON payment (order_id);
CREATE INDEX orders_state ON orders (state) WHERE state <> 'closed';
CREATE VIEW open_orders AS SELECT o.id, c.name, o.state FROM orders o JOIN customer c ON c.id = o.customer_id WHERE o.state = 'new';
CREATE FUNCTION close_order(i int) RETURNS void LANGUAGE sql AS 'UPDATE orders SET state = ''closed'', paid_at = now() WHERE id = i';
GRANT SELECT ON open_orders TO alice;
