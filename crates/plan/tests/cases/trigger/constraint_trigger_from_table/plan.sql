DROP TRIGGER of_moved ON app.a;

ALTER TABLE app.moved RENAME TO pgplumb_old_moved;

DROP TRIGGER of_gone ON app.a;

CREATE TABLE app.moved (
    id integer,
    n integer
)
PARTITION BY RANGE (n);
ALTER TABLE app.moved OWNER TO postgres;

INSERT INTO app.moved (id, n)
    SELECT id, n FROM app.pgplumb_old_moved;
DROP TABLE app.pgplumb_old_moved;

CREATE CONSTRAINT TRIGGER of_moved AFTER INSERT ON app.a
    FROM app.moved DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    EXECUTE FUNCTION app.note();

DROP TABLE app.gone;

CREATE TABLE app.b (
    id integer NOT NULL,
    CONSTRAINT b_pkey PRIMARY KEY (id)
);
ALTER TABLE app.b OWNER TO postgres;

CREATE TABLE app.z (
    id integer
);
ALTER TABLE app.z OWNER TO postgres;

CREATE CONSTRAINT TRIGGER of_b AFTER UPDATE ON app.z
    FROM app.b
    FOR EACH ROW
    EXECUTE FUNCTION app.note();

CREATE CONSTRAINT TRIGGER of_itself AFTER DELETE ON app.z
    FROM app.z
    FOR EACH ROW
    EXECUTE FUNCTION app.note();

CREATE CONSTRAINT TRIGGER of_z AFTER UPDATE ON app.b
    FROM app.z
    FOR EACH ROW
    EXECUTE FUNCTION app.note();
