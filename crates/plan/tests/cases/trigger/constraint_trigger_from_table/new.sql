CREATE SCHEMA app;
CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TABLE app.a (id integer);
CREATE TABLE app.moved (id integer, n integer) PARTITION BY RANGE (n);
CREATE CONSTRAINT TRIGGER of_moved AFTER INSERT ON app.a FROM app.moved
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.note();
-- Both the table with the trigger and the table after FROM are new.
CREATE TABLE app.b (id integer PRIMARY KEY);
CREATE TABLE app.z (id integer);
CREATE CONSTRAINT TRIGGER of_z AFTER UPDATE ON app.b FROM app.z FOR EACH ROW EXECUTE FUNCTION app.note();
-- Each refers to the other.
CREATE CONSTRAINT TRIGGER of_b AFTER UPDATE ON app.z FROM app.b FOR EACH ROW EXECUTE FUNCTION app.note();
CREATE CONSTRAINT TRIGGER of_itself AFTER DELETE ON app.z FROM app.z FOR EACH ROW EXECUTE FUNCTION app.note();
