--- kind Tables
--- property storage parameters
--- old
CREATE TABLE app@.t (a integer, b text) WITH (fillfactor = 70, toast.autovacuum_enabled = off);
--- new
CREATE TABLE app@.t (a integer, b text) WITH (autovacuum_enabled = off, toast.vacuum_truncate = off);
--- used
INSERT INTO app@.t VALUES (1, 'a');
CREATE VIEW app@.v AS SELECT a FROM app@.t;
--- statement ALTER TABLE app@.t RESET (fillfactor)
--- statement ALTER TABLE app@.t SET (autovacuum_enabled=
--- statement ALTER TABLE app@.t RESET (toast.autovacuum_enabled)
--- statement ALTER TABLE app@.t SET (toast.vacuum_truncate=
--- property unlogged
--- old
CREATE TABLE app@.t (a integer PRIMARY KEY);
--- new
CREATE UNLOGGED TABLE app@.t (a integer PRIMARY KEY);
--- used
INSERT INTO app@.t VALUES (1);
CREATE VIEW app@.v AS SELECT a FROM app@.t;
--- statement ALTER TABLE app@.t SET UNLOGGED
--- back ALTER TABLE app@.t SET LOGGED
--- property access method
--- versions 15+
--- setup
CREATE ACCESS METHOD heap@ TYPE TABLE HANDLER heap_tableam_handler;
--- old
CREATE TABLE app@.t (a integer);
--- new
CREATE TABLE app@.t (a integer) USING heap@;
--- used
INSERT INTO app@.t VALUES (1);
CREATE VIEW app@.v AS SELECT a FROM app@.t;
--- statement ALTER TABLE app@.t SET ACCESS METHOD heap@
--- back ALTER TABLE app@.t SET ACCESS METHOD heap
--- property access method, up to 14
--- versions 14
--- setup
CREATE ACCESS METHOD heap@ TYPE TABLE HANDLER heap_tableam_handler;
--- old
CREATE TABLE app@.t (a integer);
--- new
CREATE TABLE app@.t (a integer) USING heap@;
--- impossible its access method can only change on PostgreSQL 15 or later
--- property replica identity
--- old
CREATE TABLE app@.t (a integer PRIMARY KEY);
--- new
CREATE TABLE app@.t (a integer PRIMARY KEY);
ALTER TABLE app@.t REPLICA IDENTITY FULL;
--- statement ALTER TABLE ONLY app@.t REPLICA IDENTITY FULL
--- back ALTER TABLE ONLY app@.t REPLICA IDENTITY DEFAULT
--- property row security
--- old
CREATE TABLE app@.t (a integer);
--- new
CREATE TABLE app@.t (a integer);
ALTER TABLE app@.t ENABLE ROW LEVEL SECURITY;
ALTER TABLE app@.t FORCE ROW LEVEL SECURITY;
--- statement ALTER TABLE app@.t ENABLE ROW LEVEL SECURITY
--- statement ALTER TABLE app@.t FORCE ROW LEVEL SECURITY
--- back ALTER TABLE app@.t DISABLE ROW LEVEL SECURITY
--- back ALTER TABLE app@.t NO FORCE ROW LEVEL SECURITY
--- property composite type of a typed table
--- setup
CREATE TYPE app@.pair AS (a integer, b text);
--- old
CREATE TABLE app@.t (a integer, b text);
--- new
CREATE TABLE app@.t OF app@.pair;
--- used
INSERT INTO app@.t VALUES (1, 'a');
CREATE VIEW app@.v AS SELECT a FROM app@.t;
--- statement ALTER TABLE app@.t OF app@.pair
--- back ALTER TABLE app@.t NOT OF
--- property parent added
--- setup
CREATE TABLE app@.parent (a integer);
--- old
CREATE TABLE app@.t (a integer, b text);
--- new
CREATE TABLE app@.t (a integer, b text) INHERITS (app@.parent);
ALTER TABLE app@.t ALTER a SET DEFAULT NULL;
--- used
INSERT INTO app@.t VALUES (1, 'a');
CREATE VIEW app@.v AS SELECT a FROM app@.t;
--- statement ALTER TABLE app@.t INHERIT app@.parent
--- back ALTER TABLE app@.t NO INHERIT app@.parent
--- property partition attached
--- setup
CREATE TABLE app@.parent (a integer, b text) PARTITION BY LIST (a);
--- old
CREATE TABLE app@.t (a integer, b text);
--- new
CREATE TABLE app@.t PARTITION OF app@.parent FOR VALUES IN (1);
--- used
INSERT INTO app@.t VALUES (1, 'a');
CREATE VIEW app@.v AS SELECT a FROM app@.t;
--- statement ALTER TABLE app@.parent ATTACH PARTITION app@.t FOR VALUES IN (1)
--- back ALTER TABLE app@.parent DETACH PARTITION app@.t
--- property owner, comment, privileges
--- old
CREATE TABLE app@.t (a integer);
--- new
CREATE TABLE app@.t (a integer);
ALTER TABLE app@.t OWNER TO alice;
COMMENT ON TABLE app@.t IS 'rows';
GRANT SELECT ON app@.t TO bob;
--- used
INSERT INTO app@.t VALUES (1);
CREATE VIEW app@.v AS SELECT a FROM app@.t;
--- statement ALTER TABLE app@.t OWNER TO alice
--- statement COMMENT ON TABLE app@.t IS
--- statement GRANT SELECT ON TABLE app@.t TO bob
