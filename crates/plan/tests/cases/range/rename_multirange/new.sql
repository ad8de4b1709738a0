CREATE SCHEMA app;
CREATE TYPE app.span AS RANGE (SUBTYPE = numeric, MULTIRANGE_TYPE_NAME = app.spans);
CREATE TYPE app.named AS RANGE (SUBTYPE = text, COLLATION = "C");
CREATE TABLE app.t (id integer, during app.span, many app.spans, n app.named);
