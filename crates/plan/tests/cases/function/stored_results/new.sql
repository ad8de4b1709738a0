CREATE SCHEMA app;
CREATE FUNCTION app.inner_one(i integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT i + 1';
CREATE FUNCTION app.twice(i integer) RETURNS integer LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT app.inner_one(i) + i; END;
CREATE FUNCTION app.unused(i integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT i + 1';
CREATE TABLE app.t (
    a integer,
    b integer GENERATED ALWAYS AS (app.inner_one(a)) STORED,
    c integer GENERATED ALWAYS AS (app.twice(a)) STORED,
    d integer
);
CREATE INDEX t_twice ON app.t (app.twice(a));
CREATE INDEX t_where ON app.t (a) WHERE app.inner_one(a) > 0;
CREATE INDEX t_plain ON app.t (b);
CREATE TEXT SEARCH CONFIGURATION app.words (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION app.words DROP MAPPING FOR email;
CREATE TABLE app.doc (body text, found tsvector GENERATED ALWAYS AS (to_tsvector('app.words', body)) STORED);
