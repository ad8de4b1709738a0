COMMENT ON SCHEMA app IS 'a schema';

COMMENT ON TYPE app.e IS NULL;

COMMENT ON FUNCTION app.f() IS 'a function';

COMMENT ON TABLE app.t IS 'it''s a table; DROP TABLE app.t; --';

COMMENT ON COLUMN app.t.id IS 'a column';

COMMENT ON CONSTRAINT c ON app.t IS 'a constraint';

COMMENT ON INDEX app.i IS 'an index';

COMMENT ON VIEW app.v IS 'two
lines';
