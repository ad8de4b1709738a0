ALTER TYPE app.moved_range SET SCHEMA other;
ALTER TYPE app.moved_multirange SET SCHEMA other;
ALTER FUNCTION app.moved_range(integer, integer) SET SCHEMA other;
ALTER FUNCTION app.moved_range(integer, integer, text) SET SCHEMA other;
ALTER FUNCTION app.moved_multirange() SET SCHEMA other;
ALTER FUNCTION app.moved_multirange(other.moved_range) SET SCHEMA other;
ALTER FUNCTION app.moved_multirange(VARIADIC other.moved_range[]) SET SCHEMA other;

ALTER TYPE app.span RENAME TO period;
ALTER TYPE app.span_multirange RENAME TO period_multirange;
ALTER FUNCTION app.span(numeric, numeric) RENAME TO period;
ALTER FUNCTION app.span(numeric, numeric, text) RENAME TO period;
ALTER FUNCTION app.span_multirange() RENAME TO period_multirange;
ALTER FUNCTION app.span_multirange(app.period) RENAME TO period_multirange;
ALTER FUNCTION app.span_multirange(VARIADIC app.period[]) RENAME TO period_multirange;
