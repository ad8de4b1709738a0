-- Every property of a column, and the keys of the information schema.
CREATE SCHEMA app;
CREATE DOMAIN app.code AS varchar(7) COLLATE "C";
CREATE DOMAIN app.required AS integer NOT NULL;
CREATE TYPE app.mood AS ENUM ('sad', 'ok');
CREATE TABLE app.t (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5) PRIMARY KEY,
    serial_number serial,
    name varchar(40) COLLATE "C" DEFAULT 'it''s' NOT NULL,
    letter char(3),
    code app.code,
    required app.required,
    moods app.mood[] DEFAULT '{}',
    price numeric(10,2) DEFAULT 0,
    doubled numeric GENERATED ALWAYS AS (price * 2) STORED,
    bits bit varying(8),
    at timestamp(3) with time zone DEFAULT now(),
    body text
);
ALTER TABLE app.t ALTER body SET STORAGE EXTERNAL, ALTER body SET STATISTICS 7, ALTER name SET (n_distinct = 5);
ALTER TABLE app.t ALTER body SET COMPRESSION pglz;
COMMENT ON COLUMN app.t.body IS 'what | it `says`';
COMMENT ON TABLE app.t IS 'a table';
GRANT SELECT (id, name), UPDATE (name) ON app.t TO PUBLIC;
CREATE INDEX ON app.t (lower(name) DESC NULLS LAST, (price + 1)) INCLUDE (code) WHERE price > 0;
CREATE INDEX t_name_pattern ON app.t (name varchar_pattern_ops, body COLLATE "POSIX");
ALTER TABLE app.t ADD CONSTRAINT positive CHECK (price >= 0) NOT VALID;
CREATE TABLE app.child (t_id bigint REFERENCES app.t ON DELETE CASCADE DEFERRABLE, UNIQUE (t_id)) INHERITS (app.t);
CREATE VIEW app.v WITH (security_barrier) AS SELECT id, name FROM app.t WHERE price > 1 WITH LOCAL CHECK OPTION;
