--- kind Event triggers
--- all
CREATE FUNCTION app@.note() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION app@.other() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
--- property disabled
--- old
CREATE EVENT TRIGGER watch@ ON ddl_command_end EXECUTE FUNCTION app@.note();
--- new
CREATE EVENT TRIGGER watch@ ON ddl_command_end EXECUTE FUNCTION app@.note();
ALTER EVENT TRIGGER watch@ DISABLE;
--- statement ALTER EVENT TRIGGER watch@ DISABLE
--- back ALTER EVENT TRIGGER watch@ ENABLE
--- property `ENABLE REPLICA` → `ENABLE ALWAYS`
--- old
CREATE EVENT TRIGGER watch@ ON ddl_command_end EXECUTE FUNCTION app@.note();
ALTER EVENT TRIGGER watch@ ENABLE REPLICA;
--- new
CREATE EVENT TRIGGER watch@ ON ddl_command_end EXECUTE FUNCTION app@.note();
ALTER EVENT TRIGGER watch@ ENABLE ALWAYS;
--- statement ALTER EVENT TRIGGER watch@ ENABLE ALWAYS
--- back ALTER EVENT TRIGGER watch@ ENABLE REPLICA
--- property comment
--- old
CREATE EVENT TRIGGER watch@ ON ddl_command_end EXECUTE FUNCTION app@.note();
--- new
CREATE EVENT TRIGGER watch@ ON ddl_command_end EXECUTE FUNCTION app@.note();
COMMENT ON EVENT TRIGGER watch@ IS 'watches';
--- statement COMMENT ON EVENT TRIGGER watch@ IS
--- property event, tags, function
--- old
CREATE EVENT TRIGGER watch@ ON ddl_command_end EXECUTE FUNCTION app@.note();
--- new
CREATE EVENT TRIGGER watch@ ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION app@.other();
--- recreated no statement changes when an event trigger fires or what it calls
--- back recreated no statement changes when an event trigger fires or what it calls
