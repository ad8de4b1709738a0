CREATE EXTENSION pg_trgm;
CREATE EXTENSION hstore;
CREATE EXTENSION pgcrypto;
CREATE TYPE order_status AS ENUM ('new', 'paid');
CREATE DOMAIN price AS numeric CHECK (VALUE >= 0 AND length(VALUE::text) < 20);
CREATE TABLE customers (id int PRIMARY KEY, parent_id int REFERENCES customers, name text, data jsonb);
INSERT INTO customers VALUES (1, NULL, 'Ann the cat', '{"a": 1, "b": {"c": 2}, "tags": ["x1", "y"]}'), (2, 1, 'Bob', '{"tags": []}');
CREATE TABLE orders (
  id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, status order_status, total numeric, created_at timestamptz DEFAULT now());
INSERT INTO orders SELECT n, 1 + n % 2, 'paid', n FROM generate_series(1, 20) n;
CREATE VIEW order_totals AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id;
CREATE TABLE priced (price price, attributes hstore);
INSERT INTO priced VALUES (1.5, 'color => red');
CREATE TABLE measurements (day date, value int) PARTITION BY RANGE (day);
CREATE TABLE measurements_2024 PARTITION OF measurements FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE ROLE pgplumb_mcp_reader LOGIN;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO pgplumb_mcp_reader;
