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
 SELECT id,
    email,
    name,
    mood,
    vip
   FROM app.customer;
ALTER VIEW app.v1 OWNER TO postgres;
CREATE VIEW app.v2 AS
 SELECT id,
    mood,
    vip
   FROM app.v1;
ALTER VIEW app.v2 OWNER TO postgres;
CREATE VIEW app.v3 AS
 SELECT mood,
    count(*) AS n,
    count(*) FILTER (WHERE vip) AS vips
   FROM app.v2
  GROUP BY mood;
ALTER VIEW app.v3 OWNER TO postgres;
COMMIT;

BEGIN;
DROP MATERIALIZED VIEW app.m1;
DROP VIEW app.o1;
ALTER TABLE app.orders ALTER COLUMN amount TYPE bigint;
CREATE VIEW app.o1 AS
 SELECT id,
    customer_id,
    amount
   FROM app.orders;
ALTER VIEW app.o1 OWNER TO postgres;
CREATE MATERIALIZED VIEW app.m1 AS
 SELECT customer_id,
    sum(amount) AS total,
    count(*) AS n
   FROM app.orders
  GROUP BY customer_id
WITH NO DATA;
ALTER MATERIALIZED VIEW app.m1 OWNER TO postgres;
REFRESH MATERIALIZED VIEW app.m1;
CREATE UNIQUE INDEX m1_c ON app.m1 (customer_id);
COMMIT;
