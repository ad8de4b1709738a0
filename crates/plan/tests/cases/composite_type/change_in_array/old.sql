CREATE SCHEMA app;
CREATE TYPE app.part AS (name text, amount numeric);
CREATE TYPE app.whole AS (parts app.part[], main app.part);
CREATE DOMAIN app.some_part AS app.part;
CREATE TABLE app.t (id integer, parts app.part[], grid app.part[], wholes app.whole[], one app.some_part);
INSERT INTO app.t VALUES
    (1, ARRAY[('a, "b"', 1.5)::app.part, NULL], '[2:3][0:0]={{"(x,2)"},{"(y,)"}}',
     ARRAY[(ARRAY[('c', 3)::app.part], ('d', 4)::app.part)::app.whole], ('e', 5)::app.part),
    (2, NULL, '{}', NULL, NULL);
