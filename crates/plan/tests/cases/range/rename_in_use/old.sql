CREATE SCHEMA app;
CREATE SCHEMA other;
CREATE TYPE app.span AS RANGE (SUBTYPE = numeric);
CREATE TYPE app.moved_range AS RANGE (SUBTYPE = integer);
CREATE TABLE app.t (id integer, during app.span, many app.span_multirange, where_to app.moved_range);
INSERT INTO app.t VALUES (1, '[1,2)', '{[1,2)}', '[1,2)');
CREATE VIEW app.starts AS SELECT app.span(1, 2) AS built, app.span_multirange(during) AS many FROM app.t;
