BEGIN;
DROP VIEW app.v3;
DROP VIEW app.v2;
DROP VIEW app.v1;
ALTER TABLE app.customer ALTER COLUMN mood DROP DEFAULT;
ALTER TYPE app.mood RENAME TO pgplumb_old_mood;
CREATE TYPE app.mood AS ENUM (
    'ok',
    'sad'
);
ALTER TYPE app.mood OWNER TO postgres;
ALTER TABLE app.customer ALTER COLUMN mood TYPE app.mood USING mood::text::app.mood;
DROP TYPE app.pgplumb_old_mood;
ALTER TABLE ONLY app.customer ALTER COLUMN mood SET DEFAULT 'ok'::app.mood;
CREATE VIEW app.v1 AS
 SELECT customer.id,
    customer.email,
    customer.name,
    customer.mood,
    customer.vip
   FROM app.customer;
ALTER VIEW app.v1 OWNER TO postgres;
CREATE VIEW app.v2 AS
 SELECT v1.id,
    v1.mood,
    v1.vip
   FROM app.v1;
ALTER VIEW app.v2 OWNER TO postgres;
CREATE VIEW app.v3 AS
 SELECT v2.mood,
    count(*) AS n,
    count(*) FILTER (WHERE v2.vip) AS vips
   FROM app.v2
  GROUP BY v2.mood;
ALTER VIEW app.v3 OWNER TO postgres;
COMMIT;

BEGIN;
DROP MATERIALIZED VIEW app.m1;
DROP VIEW app.o1;
ALTER TABLE app.orders ALTER COLUMN amount TYPE bigint;
CREATE VIEW app.o1 AS
 SELECT orders.id,
    orders.customer_id,
    orders.amount
   FROM app.orders;
ALTER VIEW app.o1 OWNER TO postgres;
CREATE MATERIALIZED VIEW app.m1 AS
 SELECT orders.customer_id,
    sum(orders.amount) AS total,
    count(*) AS n
   FROM app.orders
  GROUP BY orders.customer_id
WITH NO DATA;
ALTER MATERIALIZED VIEW app.m1 OWNER TO postgres;
REFRESH MATERIALIZED VIEW app.m1;
CREATE UNIQUE INDEX m1_c ON app.m1 (customer_id);
COMMIT;
