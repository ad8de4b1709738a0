--- kind Triggers
--- all
CREATE TABLE app@.t (a integer, b integer);
CREATE FUNCTION app@.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE FUNCTION app@.other() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
--- property event, columns, condition, level, function, arguments
--- old
CREATE TRIGGER g BEFORE INSERT ON app@.t FOR EACH ROW EXECUTE FUNCTION app@.note();
--- new
CREATE TRIGGER g AFTER UPDATE OF b ON app@.t FOR EACH ROW WHEN (new.a > 1) EXECUTE FUNCTION app@.other('x');
--- statement CREATE OR REPLACE TRIGGER g
--- back CREATE OR REPLACE TRIGGER g
--- property transition tables
--- old
CREATE TRIGGER g AFTER INSERT ON app@.t FOR EACH STATEMENT EXECUTE FUNCTION app@.note();
--- new
CREATE TRIGGER g AFTER INSERT ON app@.t REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app@.note();
--- statement CREATE OR REPLACE TRIGGER g
--- back CREATE OR REPLACE TRIGGER g
--- property trigger of a view
--- setup
CREATE VIEW app@.v AS SELECT a FROM app@.t;
--- old
CREATE TRIGGER g INSTEAD OF INSERT ON app@.v FOR EACH ROW EXECUTE FUNCTION app@.note();
--- new
CREATE TRIGGER g INSTEAD OF INSERT OR DELETE ON app@.v FOR EACH ROW EXECUTE FUNCTION app@.other();
--- statement CREATE OR REPLACE TRIGGER g
--- back CREATE OR REPLACE TRIGGER g
--- property disabled
--- old
CREATE TRIGGER g BEFORE INSERT ON app@.t FOR EACH ROW EXECUTE FUNCTION app@.note();
--- new
CREATE TRIGGER g BEFORE INSERT ON app@.t FOR EACH ROW EXECUTE FUNCTION app@.note();
ALTER TABLE app@.t DISABLE TRIGGER g;
--- statement ALTER TABLE app@.t DISABLE TRIGGER g
--- back ALTER TABLE app@.t ENABLE TRIGGER g
--- property `ENABLE REPLICA` → `ENABLE ALWAYS`
--- old
CREATE TRIGGER g BEFORE INSERT ON app@.t FOR EACH ROW EXECUTE FUNCTION app@.note();
ALTER TABLE app@.t ENABLE REPLICA TRIGGER g;
--- new
CREATE TRIGGER g BEFORE INSERT ON app@.t FOR EACH ROW EXECUTE FUNCTION app@.note();
ALTER TABLE app@.t ENABLE ALWAYS TRIGGER g;
--- statement ALTER TABLE app@.t ENABLE ALWAYS TRIGGER g
--- back ALTER TABLE app@.t ENABLE REPLICA TRIGGER g
--- property comment
--- old
CREATE TRIGGER g BEFORE INSERT ON app@.t FOR EACH ROW EXECUTE FUNCTION app@.note();
--- new
CREATE TRIGGER g BEFORE INSERT ON app@.t FOR EACH ROW EXECUTE FUNCTION app@.note();
COMMENT ON TRIGGER g ON app@.t IS 'notes';
--- statement COMMENT ON TRIGGER g ON app@.t IS
--- property deferral of a constraint trigger
--- old
CREATE CONSTRAINT TRIGGER g AFTER INSERT ON app@.t FOR EACH ROW EXECUTE FUNCTION app@.note();
--- new
CREATE CONSTRAINT TRIGGER g AFTER INSERT ON app@.t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app@.note();
--- recreated `CREATE OR REPLACE` does not replace a constraint trigger
--- back recreated `CREATE OR REPLACE` does not replace a constraint trigger
