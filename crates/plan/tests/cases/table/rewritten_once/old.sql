CREATE SCHEMA app;
CREATE TYPE app.state AS ENUM ('open', 'done');
CREATE TABLE app.big (
    a integer PRIMARY KEY,
    b integer NOT NULL CHECK (b > 0),
    c character varying(10),
    d timestamp,
    e text DEFAULT 'open',
    f numeric,
    g numeric GENERATED ALWAYS AS (f * 2) STORED
);
CREATE INDEX big_b ON app.big (b);
CREATE VIEW app.bees AS SELECT b FROM app.big;
CREATE TABLE app.kid (x integer REFERENCES app.big, y integer REFERENCES app.big);
-- Only one of its columns rewrites the table.
CREATE TABLE app.small (a integer, c character varying(10));
CREATE TABLE app.log (a integer, b integer);
