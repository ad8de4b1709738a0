ALTER FUNCTION app.former(text, text) RENAME TO pgplumb_old_former;
ALTER FUNCTION app.former(text, text, text) RENAME TO pgplumb_old_former;
ALTER FUNCTION app.former_multirange() RENAME TO pgplumb_old_former_multirange;
ALTER FUNCTION app.former_multirange(app.named) RENAME TO pgplumb_old_former_multirange;
ALTER FUNCTION app.former_multirange(VARIADIC app.named[]) RENAME TO pgplumb_old_former_multirange;
ALTER TYPE app.former_multirange RENAME TO pgplumb_old_former_multirange;
ALTER TYPE app.named RENAME TO pgplumb_old_named;
CREATE TYPE app.named AS RANGE (
    SUBTYPE = text,
    COLLATION = "C"
);
ALTER TYPE app.named OWNER TO postgres;
ALTER TABLE app.t ALTER COLUMN n TYPE app.named USING n::text::app.named;
DROP TYPE app.pgplumb_old_named;

ALTER TYPE app.span_multirange RENAME TO spans;
ALTER FUNCTION app.span_multirange() RENAME TO spans;
ALTER FUNCTION app.span_multirange(app.span) RENAME TO spans;
ALTER FUNCTION app.span_multirange(VARIADIC app.span[]) RENAME TO spans;

ALTER TABLE app.t ALTER COLUMN many TYPE app.spans USING many::text::app.spans;
