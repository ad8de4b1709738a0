CREATE SCHEMA app;
CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
-- The tables after FROM have later names than the tables of the triggers.
CREATE TABLE app.a (id integer);
CREATE TABLE app.gone (id integer);
CREATE CONSTRAINT TRIGGER of_gone AFTER UPDATE ON app.a FROM app.gone FOR EACH ROW EXECUTE FUNCTION app.note();
-- This table is created again, because its partition key changes.
CREATE TABLE app.moved (id integer, n integer) PARTITION BY RANGE (id);
CREATE CONSTRAINT TRIGGER of_moved AFTER INSERT ON app.a FROM app.moved
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.note();
