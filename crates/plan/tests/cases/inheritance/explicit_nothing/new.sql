CREATE SCHEMA app;
CREATE TABLE app.base (
    id integer NOT NULL,
    kind text DEFAULT 'plain',
    note text
);
ALTER TABLE app.base ALTER COLUMN note SET STORAGE EXTERNAL;
CREATE TABLE app.inherits (kind text DEFAULT NULL) INHERITS (app.base);
ALTER TABLE app.inherits ALTER COLUMN note SET STORAGE EXTENDED;
CREATE TABLE app.declares (kind text) INHERITS (app.base);
CREATE TABLE app.other (id integer, kind text) ;
CREATE TABLE app.fresh (kind text DEFAULT NULL, note text) INHERITS (app.other, app.base);
ALTER TABLE app.fresh ALTER COLUMN note SET STORAGE EXTENDED;
