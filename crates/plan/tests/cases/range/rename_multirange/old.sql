CREATE SCHEMA app;
CREATE TYPE app.span AS RANGE (SUBTYPE = numeric);
-- Its functions keep the old name.
CREATE TYPE app.former AS RANGE (SUBTYPE = text);
ALTER TYPE app.former RENAME TO named;
CREATE TABLE app.t (id integer, during app.span, many app.span_multirange, n app.named);
INSERT INTO app.t VALUES (1, '[1,2)', '{[1,2)}', '[a,b)');
