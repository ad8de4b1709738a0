ALTER TABLE app.inherits ALTER COLUMN kind DROP DEFAULT;

ALTER TABLE ONLY app.base ALTER COLUMN note SET STORAGE EXTERNAL;

ALTER TABLE app.declares ALTER COLUMN kind SET DEFAULT 'plain'::text;

ALTER TABLE app.declares ALTER COLUMN note SET STORAGE EXTERNAL;

CREATE TABLE app.other (
    id integer,
    kind text
);
ALTER TABLE app.other OWNER TO postgres;

CREATE TABLE app.fresh (
    kind text DEFAULT NULL,
    note text
)
INHERITS (app.other, app.base);
ALTER TABLE app.fresh ALTER COLUMN note SET STORAGE DEFAULT;
ALTER TABLE app.fresh OWNER TO postgres;
