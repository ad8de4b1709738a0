CREATE SCHEMA app;
CREATE TYPE app.state AS ENUM ('open', 'done');
CREATE UNLOGGED TABLE app.log (a bigint, b bigint);
CREATE TABLE app.big (
    a bigint PRIMARY KEY,
    b bigint NOT NULL CHECK (b > 0),
    c character varying(20),
    d timestamp with time zone,
    e app.state DEFAULT 'open',
    f integer,
    g integer GENERATED ALWAYS AS (f * 2) STORED,
    h uuid DEFAULT gen_random_uuid(),
    i bigint GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX big_b ON app.big (b);
CREATE VIEW app.bees AS SELECT b FROM app.big;
CREATE TABLE app.kid (x bigint REFERENCES app.big, y bigint REFERENCES app.big);
CREATE TABLE app.small (a bigint, c character varying(20));
