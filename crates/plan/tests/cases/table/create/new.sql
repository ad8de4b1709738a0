CREATE TABLE customer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    born date CHECK (born > '1900-01-01'),
    full_name text COLLATE "C" DEFAULT 'nobody'
) WITH (fillfactor = 80);
CREATE TABLE orders (
    id serial PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customer ON DELETE CASCADE,
    total numeric(10, 2) NOT NULL DEFAULT 0
);
CREATE INDEX orders_customer ON orders (customer_id) WHERE total > 0;
COMMENT ON TABLE orders IS 'One row for each order';
COMMENT ON COLUMN orders.total IS 'In euros';
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders TO alice USING (customer_id = 1);
GRANT SELECT, INSERT ON orders TO alice;
GRANT UPDATE (total) ON orders TO bob;
