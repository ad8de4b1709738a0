CREATE TABLE orders (id integer, paid boolean);
CREATE MATERIALIZED VIEW totals WITH (fillfactor = 70) AS SELECT count(*) AS orders FROM orders;
CREATE MATERIALIZED VIEW unpopulated AS SELECT id FROM orders WITH NO DATA;
CREATE UNIQUE INDEX totals_orders ON totals (orders);
