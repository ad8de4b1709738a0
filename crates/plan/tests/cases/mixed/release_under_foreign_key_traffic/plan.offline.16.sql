ALTER TABLE app.customer DROP COLUMN legacy;

ALTER TABLE app.events DETACH PARTITION app.e2023;

DROP INDEX app.orders_old;

CREATE OR REPLACE FUNCTION app.touch()
    RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN NEW.note := coalesce(NEW.note,'x') ; RETURN NEW; END $$;

ALTER TABLE app.customer ALTER COLUMN email SET NOT NULL;

ALTER TABLE app.customer ADD COLUMN vip boolean DEFAULT false NOT NULL;

ALTER TABLE app.customer
    ADD CONSTRAINT customer_email_key UNIQUE (email);

ALTER TABLE app.customer
    ADD CONSTRAINT region_pos CHECK (region >= 0);

CREATE TRIGGER touch BEFORE UPDATE ON app.customer
    FOR EACH ROW
    WHEN ((new.region = '-1'::integer))
    EXECUTE FUNCTION app.touch();

CREATE INDEX e2024_id_idx ON app.e2024 (id);

ALTER TABLE app.events ALTER COLUMN payload SET NOT NULL;

CREATE INDEX e2025_id_idx ON app.e2025 (id);

CREATE TABLE app.e2026 (
    id bigint NOT NULL,
    at date NOT NULL,
    payload text NOT NULL
);
ALTER TABLE app.e2026 OWNER TO postgres;

CREATE INDEX e2026_id_idx ON app.e2026 (id);

CREATE INDEX events_id ON app.events (id);

ALTER TABLE ONLY app.events ATTACH PARTITION app.e2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

ALTER TABLE app.orders ALTER COLUMN customer_id SET NOT NULL;

ALTER TABLE app.orders
    ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES app.customer (id);

ALTER TABLE app.orders
    ADD CONSTRAINT qty_pos CHECK (qty > 0);

CREATE INDEX orders_customer ON app.orders (customer_id);

CREATE INDEX orders_placed ON app.orders (placed);

DROP INDEX app.orders_state;

CREATE INDEX orders_state ON app.orders (state, placed);

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
