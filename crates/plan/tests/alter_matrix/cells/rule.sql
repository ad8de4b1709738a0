--- kind Rules
--- all
CREATE TABLE app@.t (a integer);
--- property event, condition, actions
--- old
CREATE RULE r AS ON INSERT TO app@.t DO ALSO NOTHING;
--- new
CREATE RULE r AS ON UPDATE TO app@.t WHERE new.a > 1 DO INSTEAD NOTHING;
--- statement CREATE OR REPLACE RULE r AS
--- back CREATE OR REPLACE RULE r AS
--- property enabled state
--- old
CREATE RULE r AS ON INSERT TO app@.t DO ALSO NOTHING;
--- new
CREATE RULE r AS ON INSERT TO app@.t DO ALSO NOTHING;
ALTER TABLE app@.t DISABLE RULE r;
--- statement ALTER TABLE app@.t DISABLE RULE r
--- back ALTER TABLE app@.t ENABLE RULE r
--- property `ENABLE REPLICA` → `ENABLE ALWAYS`
--- old
CREATE RULE r AS ON INSERT TO app@.t DO ALSO NOTHING;
ALTER TABLE app@.t ENABLE REPLICA RULE r;
--- new
CREATE RULE r AS ON INSERT TO app@.t DO ALSO NOTHING;
ALTER TABLE app@.t ENABLE ALWAYS RULE r;
--- statement ALTER TABLE app@.t ENABLE ALWAYS RULE r
--- property comment
--- old
CREATE RULE r AS ON INSERT TO app@.t DO ALSO NOTHING;
--- new
CREATE RULE r AS ON INSERT TO app@.t DO ALSO NOTHING;
COMMENT ON RULE r ON app@.t IS 'does nothing';
--- statement COMMENT ON RULE r ON app@.t IS
