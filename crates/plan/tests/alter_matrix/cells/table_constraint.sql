--- kind Constraints of tables
--- all
CREATE TABLE app@.u (a integer PRIMARY KEY);
INSERT INTO app@.u VALUES (1);
--- property check validated
--- old
CREATE TABLE app@.t (a integer);
ALTER TABLE app@.t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
--- new
CREATE TABLE app@.t (a integer, CONSTRAINT c CHECK (a > 0));
--- used
INSERT INTO app@.t VALUES (1);
CREATE VIEW app@.v AS SELECT a FROM app@.t;
--- statement ALTER TABLE app@.t VALIDATE CONSTRAINT c
--- property check changed
--- old
CREATE TABLE app@.t (a integer, CONSTRAINT c CHECK (a > 0));
--- new
CREATE TABLE app@.t (a integer, CONSTRAINT c CHECK (a >= 0));
--- used
INSERT INTO app@.t VALUES (1);
CREATE VIEW app@.v AS SELECT a FROM app@.t;
--- statement ALTER TABLE app@.t DROP CONSTRAINT c
--- statement ALTER TABLE app@.t ADD CONSTRAINT c CHECK
--- property foreign key validated
--- old
CREATE TABLE app@.t (a integer);
ALTER TABLE app@.t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES app@.u NOT VALID;
--- new
CREATE TABLE app@.t (a integer CONSTRAINT c REFERENCES app@.u);
--- used
INSERT INTO app@.t VALUES (1);
--- statement ALTER TABLE app@.t VALIDATE CONSTRAINT c
--- property foreign key deferrable
--- old
CREATE TABLE app@.t (a integer CONSTRAINT c REFERENCES app@.u);
--- new
CREATE TABLE app@.t (a integer CONSTRAINT c REFERENCES app@.u DEFERRABLE INITIALLY DEFERRED);
--- used
INSERT INTO app@.t VALUES (1);
--- statement ALTER TABLE app@.t ALTER CONSTRAINT c DEFERRABLE INITIALLY DEFERRED
--- back ALTER TABLE app@.t ALTER CONSTRAINT c NOT DEFERRABLE
--- property foreign key initially deferred or immediate
--- old
CREATE TABLE app@.t (a integer CONSTRAINT c REFERENCES app@.u DEFERRABLE);
--- new
CREATE TABLE app@.t (a integer CONSTRAINT c REFERENCES app@.u DEFERRABLE INITIALLY DEFERRED);
--- used
INSERT INTO app@.t VALUES (1);
--- statement ALTER TABLE app@.t ALTER CONSTRAINT c DEFERRABLE INITIALLY DEFERRED
--- back ALTER TABLE app@.t ALTER CONSTRAINT c DEFERRABLE INITIALLY IMMEDIATE
--- property foreign key of a partitioned table deferrable
--- old
CREATE TABLE app@.t (a integer CONSTRAINT c REFERENCES app@.u) PARTITION BY LIST (a);
CREATE TABLE app@.t1 PARTITION OF app@.t FOR VALUES IN (1);
--- new
CREATE TABLE app@.t (a integer CONSTRAINT c REFERENCES app@.u DEFERRABLE) PARTITION BY LIST (a);
CREATE TABLE app@.t1 PARTITION OF app@.t FOR VALUES IN (1);
--- used
INSERT INTO app@.t VALUES (1);
--- statement ALTER TABLE app@.t ALTER CONSTRAINT c DEFERRABLE
--- property foreign key enforced
--- versions 18+
--- old
CREATE TABLE app@.t (a integer CONSTRAINT c REFERENCES app@.u NOT ENFORCED);
--- new
CREATE TABLE app@.t (a integer CONSTRAINT c REFERENCES app@.u);
--- used
INSERT INTO app@.t VALUES (1);
--- statement ALTER TABLE app@.t ALTER CONSTRAINT c ENFORCED
--- back ALTER TABLE app@.t ALTER CONSTRAINT c NOT ENFORCED
--- property check enforced
--- versions 19+
--- old
CREATE TABLE app@.t (a integer, CONSTRAINT c CHECK (a > 0) NOT ENFORCED);
--- new
CREATE TABLE app@.t (a integer, CONSTRAINT c CHECK (a > 0));
--- used
INSERT INTO app@.t VALUES (1);
--- statement ALTER TABLE app@.t ALTER CONSTRAINT c ENFORCED
--- back ALTER TABLE app@.t ALTER CONSTRAINT c NOT ENFORCED
--- property comment
--- old
CREATE TABLE app@.t (a integer CONSTRAINT c PRIMARY KEY);
--- new
CREATE TABLE app@.t (a integer CONSTRAINT c PRIMARY KEY);
COMMENT ON CONSTRAINT c ON app@.t IS 'key';
--- used
INSERT INTO app@.t VALUES (1);
CREATE TABLE app@.w (a integer REFERENCES app@.t);
--- statement COMMENT ON CONSTRAINT c ON app@.t IS
--- property key over an existing unique index
--- old
CREATE TABLE app@.t (a integer NOT NULL);
CREATE UNIQUE INDEX c ON app@.t (a);
--- new
CREATE TABLE app@.t (a integer NOT NULL, CONSTRAINT c UNIQUE (a));
--- used
INSERT INTO app@.t VALUES (1);
CREATE TABLE app@.w (a integer REFERENCES app@.t (a));
--- statement ALTER TABLE app@.t ADD CONSTRAINT c UNIQUE USING INDEX c
--- back recreated dropping a constraint drops its index
--- property key over an existing unique index of another name
--- old
CREATE TABLE app@.t (a integer NOT NULL);
CREATE UNIQUE INDEX t_a ON app@.t (a) WITH (fillfactor = 70);
--- new
CREATE TABLE app@.t (a integer NOT NULL, CONSTRAINT c PRIMARY KEY (a) WITH (fillfactor = 80));
COMMENT ON CONSTRAINT c ON app@.t IS 'key';
--- used
INSERT INTO app@.t VALUES (1);
CREATE TABLE app@.w (a integer REFERENCES app@.t (a));
--- statement ALTER TABLE app@.t ADD CONSTRAINT c PRIMARY KEY USING INDEX t_a
--- statement ALTER INDEX app@.c SET (fillfactor=
--- statement COMMENT ON CONSTRAINT c ON app@.t IS
--- back recreated dropping a constraint drops its index
--- property actions, columns, match of a foreign key
--- old
CREATE TABLE app@.t (a integer CONSTRAINT c REFERENCES app@.u);
--- new
CREATE TABLE app@.t (a integer CONSTRAINT c REFERENCES app@.u ON DELETE CASCADE);
--- used
INSERT INTO app@.t VALUES (1);
--- statement ALTER TABLE app@.t DROP CONSTRAINT c
--- statement ALTER TABLE app@.t ADD CONSTRAINT c FOREIGN KEY
