CREATE SCHEMA app;
CREATE TYPE app.part AS (amount bigint, name text, note text);
CREATE TYPE app.whole AS (parts app.part[], main app.part);
CREATE DOMAIN app.some_part AS app.part;
CREATE TABLE app.t (id integer, parts app.part[], grid app.part[], wholes app.whole[], one app.some_part);
