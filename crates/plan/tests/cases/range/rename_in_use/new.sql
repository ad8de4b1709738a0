CREATE SCHEMA app;
CREATE SCHEMA other;
CREATE TYPE app.period AS RANGE (SUBTYPE = numeric);
CREATE TYPE other.moved_range AS RANGE (SUBTYPE = integer);
CREATE TABLE app.t (id integer, during app.period, many app.period_multirange, where_to other.moved_range);
CREATE VIEW app.starts AS SELECT app.period(1, 2) AS built, app.period_multirange(during) AS many FROM app.t;
