CREATE SCHEMA app;
CREATE TABLE app.base (
    id integer NOT NULL,
    kind text DEFAULT 'plain',
    note text
);
CREATE TABLE app.inherits (kind text) INHERITS (app.base);
CREATE TABLE app.declares (kind text DEFAULT NULL) INHERITS (app.base);
