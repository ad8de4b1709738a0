--- kind Indexes
--- all
CREATE TABLE app@.t (a integer NOT NULL, b text, c integer);
INSERT INTO app@.t VALUES (1, 'a', 1), (2, 'b', 2);
--- property storage parameters
--- old
CREATE INDEX i ON app@.t (a) WITH (fillfactor = 70);
--- new
CREATE INDEX i ON app@.t (a) WITH (deduplicate_items = off);
--- statement ALTER INDEX app@.i RESET (fillfactor)
--- statement ALTER INDEX app@.i SET (deduplicate_items=off)
--- property storage parameters of a key's index
--- old
ALTER TABLE app@.t ADD CONSTRAINT i PRIMARY KEY (a) WITH (fillfactor = 70);
--- new
ALTER TABLE app@.t ADD CONSTRAINT i PRIMARY KEY (a) WITH (fillfactor = 80);
--- used
CREATE TABLE app@.u (a integer REFERENCES app@.t (a));
INSERT INTO app@.u VALUES (1);
--- statement ALTER INDEX app@.i SET (fillfactor=
--- property statistics target of an expression
--- old
CREATE INDEX i ON app@.t (a, lower(b));
--- new
CREATE INDEX i ON app@.t (a, lower(b));
ALTER INDEX app@.i ALTER COLUMN 2 SET STATISTICS 77;
--- statement ALTER INDEX app@.i ALTER COLUMN 2 SET STATISTICS 77
--- back ALTER INDEX app@.i ALTER COLUMN 2 SET STATISTICS -1
--- property clustered
--- old
CREATE INDEX i ON app@.t (a);
--- new
CREATE INDEX i ON app@.t (a);
ALTER TABLE app@.t CLUSTER ON i;
--- statement ALTER TABLE app@.t CLUSTER ON i
--- back ALTER TABLE app@.t SET WITHOUT CLUSTER
--- property clustered on another index
--- old
CREATE INDEX i ON app@.t (a);
CREATE INDEX j ON app@.t (c);
ALTER TABLE app@.t CLUSTER ON i;
--- new
CREATE INDEX i ON app@.t (a);
CREATE INDEX j ON app@.t (c);
ALTER TABLE app@.t CLUSTER ON j;
--- statement ALTER TABLE app@.t CLUSTER ON j
--- back ALTER TABLE app@.t CLUSTER ON i
--- property replica identity by another index
--- old
CREATE UNIQUE INDEX i ON app@.t (a);
ALTER TABLE app@.t ALTER c SET NOT NULL;
CREATE UNIQUE INDEX j ON app@.t (c);
ALTER TABLE app@.t REPLICA IDENTITY USING INDEX i;
--- new
CREATE UNIQUE INDEX i ON app@.t (a);
ALTER TABLE app@.t ALTER c SET NOT NULL;
CREATE UNIQUE INDEX j ON app@.t (c);
ALTER TABLE app@.t REPLICA IDENTITY USING INDEX j;
--- statement ALTER TABLE ONLY app@.t REPLICA IDENTITY USING INDEX j
--- back ALTER TABLE ONLY app@.t REPLICA IDENTITY USING INDEX i
--- property replica identity
--- old
CREATE UNIQUE INDEX i ON app@.t (a);
--- new
CREATE UNIQUE INDEX i ON app@.t (a);
ALTER TABLE app@.t REPLICA IDENTITY USING INDEX i;
--- statement ALTER TABLE ONLY app@.t REPLICA IDENTITY USING INDEX i
--- back ALTER TABLE ONLY app@.t REPLICA IDENTITY DEFAULT
--- property comment
--- old
CREATE INDEX i ON app@.t (a);
--- new
CREATE INDEX i ON app@.t (a);
COMMENT ON INDEX app@.i IS 'fast';
--- statement COMMENT ON INDEX app@.i IS
--- property attached to a partitioned index
--- old
CREATE TABLE app@.p (a integer) PARTITION BY LIST (a);
CREATE TABLE app@.p1 PARTITION OF app@.p FOR VALUES IN (1);
INSERT INTO app@.p VALUES (1);
CREATE INDEX p_a ON ONLY app@.p (a);
CREATE INDEX p1_a ON app@.p1 (a);
--- new
CREATE TABLE app@.p (a integer) PARTITION BY LIST (a);
CREATE TABLE app@.p1 PARTITION OF app@.p FOR VALUES IN (1);
INSERT INTO app@.p VALUES (1);
CREATE INDEX p_a ON ONLY app@.p (a);
CREATE INDEX p1_a ON app@.p1 (a);
ALTER INDEX app@.p_a ATTACH PARTITION app@.p1_a;
--- statement ALTER INDEX app@.p_a ATTACH PARTITION app@.p1_a
--- back recreated no statement detaches an index
--- property columns, method, order, predicate
--- old
CREATE INDEX i ON app@.t (a);
--- new
CREATE INDEX i ON app@.t (a DESC) INCLUDE (c) WHERE a > 0;
--- recreated no statement changes what is indexed; without `--no-online`, the new index is built first
--- back recreated no statement changes what is indexed
