CREATE SCHEMA billing;

CREATE TYPE order_state AS ENUM ('open', 'on_hold', 'paid');
COMMENT ON TYPE order_state IS 'Progress of an order.';
CREATE DOMAIN email AS text CHECK (VALUE ~ '@');
CREATE TYPE address AS (street text, city text);

CREATE TABLE customers (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email email NOT NULL UNIQUE,
    name text,
    home address,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE customers IS 'People who have placed an order.';
COMMENT ON COLUMN customers.name IS 'As printed on invoices';

CREATE TABLE billing.orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    state order_state NOT NULL DEFAULT 'open',
    tags text[] NOT NULL DEFAULT '{}',
    net numeric(10, 2) NOT NULL,
    gross numeric(10, 2) GENERATED ALWAYS AS (net * 1.2) STORED,
    details jsonb
);

CREATE VIEW billing.open_orders AS SELECT id, customer_id, gross FROM billing.orders WHERE state = 'open';

CREATE FUNCTION billing.orders_of(customer uuid, wanted order_state DEFAULT NULL)
RETURNS TABLE (id bigint, net numeric) LANGUAGE sql STABLE
AS 'SELECT id, net FROM billing.orders WHERE customer_id = customer AND (wanted IS NULL OR state = wanted)';
CREATE FUNCTION billing.total(customer uuid) RETURNS numeric LANGUAGE sql STABLE
AS 'SELECT sum(gross) FROM billing.orders WHERE customer_id = customer';
