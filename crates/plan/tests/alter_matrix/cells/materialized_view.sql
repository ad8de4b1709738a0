--- kind Materialized views
--- all
CREATE TABLE app@.t (a integer, b text);
INSERT INTO app@.t VALUES (1, 'a'), (2, 'b');
--- property storage parameters
--- old
CREATE MATERIALIZED VIEW app@.m WITH (fillfactor = 70) AS SELECT a, b FROM app@.t;
--- new
CREATE MATERIALIZED VIEW app@.m WITH (autovacuum_enabled = off, toast.autovacuum_enabled = off) AS SELECT a, b FROM app@.t;
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.m;
CREATE INDEX i ON app@.m (a);
--- statement ALTER MATERIALIZED VIEW app@.m RESET (fillfactor)
--- statement ALTER MATERIALIZED VIEW app@.m SET (autovacuum_enabled=
--- statement ALTER MATERIALIZED VIEW app@.m SET (toast.autovacuum_enabled=
--- property statistics, storage, compression, options of a column
--- old
CREATE MATERIALIZED VIEW app@.m AS SELECT a, b FROM app@.t;
--- new
CREATE MATERIALIZED VIEW app@.m AS SELECT a, b FROM app@.t;
ALTER MATERIALIZED VIEW app@.m ALTER COLUMN b SET STATISTICS 7;
ALTER MATERIALIZED VIEW app@.m ALTER COLUMN b SET STORAGE EXTERNAL;
ALTER MATERIALIZED VIEW app@.m ALTER COLUMN b SET COMPRESSION pglz;
ALTER MATERIALIZED VIEW app@.m ALTER COLUMN b SET (n_distinct = 2);
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.m;
--- statement ALTER MATERIALIZED VIEW app@.m ALTER COLUMN b SET STORAGE EXTERNAL
--- statement ALTER MATERIALIZED VIEW app@.m ALTER COLUMN b SET COMPRESSION pglz
--- statement ALTER MATERIALIZED VIEW app@.m ALTER COLUMN b SET STATISTICS 7
--- statement ALTER MATERIALIZED VIEW app@.m ALTER COLUMN b SET (n_distinct=
--- property clustered
--- old
CREATE MATERIALIZED VIEW app@.m AS SELECT a, b FROM app@.t;
CREATE INDEX i ON app@.m (a);
--- new
CREATE MATERIALIZED VIEW app@.m AS SELECT a, b FROM app@.t;
CREATE INDEX i ON app@.m (a);
ALTER MATERIALIZED VIEW app@.m CLUSTER ON i;
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.m;
--- statement ALTER MATERIALIZED VIEW app@.m CLUSTER ON i
--- back ALTER MATERIALIZED VIEW app@.m SET WITHOUT CLUSTER
--- property access method
--- versions 15+
--- setup
CREATE ACCESS METHOD heap@ TYPE TABLE HANDLER heap_tableam_handler;
--- old
CREATE MATERIALIZED VIEW app@.m AS SELECT a, b FROM app@.t;
--- new
CREATE MATERIALIZED VIEW app@.m USING heap@ AS SELECT a, b FROM app@.t;
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.m;
--- statement ALTER MATERIALIZED VIEW app@.m SET ACCESS METHOD heap@
--- property owner, comments, privileges
--- old
CREATE MATERIALIZED VIEW app@.m AS SELECT a, b FROM app@.t;
--- new
CREATE MATERIALIZED VIEW app@.m AS SELECT a, b FROM app@.t;
ALTER MATERIALIZED VIEW app@.m OWNER TO alice;
COMMENT ON MATERIALIZED VIEW app@.m IS 'kept';
COMMENT ON COLUMN app@.m.a IS 'first';
GRANT SELECT ON app@.m TO bob;
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.m;
--- statement ALTER MATERIALIZED VIEW app@.m OWNER TO alice
--- statement COMMENT ON MATERIALIZED VIEW app@.m IS
--- statement GRANT SELECT ON TABLE app@.m TO bob
--- statement COMMENT ON COLUMN app@.m.a IS
--- property query
--- old
CREATE MATERIALIZED VIEW app@.m AS SELECT a, b FROM app@.t;
--- new
CREATE MATERIALIZED VIEW app@.m AS SELECT a, b FROM app@.t WHERE a > 0;
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.m;
--- recreated no statement changes the query
--- back recreated no statement changes the query
