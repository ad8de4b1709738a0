--- kind Foreign tables
--- all
CREATE FOREIGN DATA WRAPPER files@;
CREATE SERVER local@ FOREIGN DATA WRAPPER files@;
CREATE SERVER other@ FOREIGN DATA WRAPPER files@;
--- property options of the table and of a column
--- old
CREATE FOREIGN TABLE app@.t (a integer OPTIONS (name 'x')) SERVER local@ OPTIONS (path 'x');
--- new
CREATE FOREIGN TABLE app@.t (a integer OPTIONS (name 'y')) SERVER local@ OPTIONS (path 'y', more 'z');
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.t;
--- statement ALTER FOREIGN TABLE app@.t ALTER COLUMN a OPTIONS (
--- statement ALTER FOREIGN TABLE app@.t OPTIONS (
--- property default, not null
--- old
CREATE FOREIGN TABLE app@.t (a integer) SERVER local@;
--- new
CREATE FOREIGN TABLE app@.t (a integer DEFAULT 1 NOT NULL) SERVER local@;
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.t;
--- statement ALTER FOREIGN TABLE app@.t ALTER COLUMN a SET DEFAULT 1
--- statement ALTER FOREIGN TABLE app@.t ALTER COLUMN a SET NOT NULL
--- property server
--- old
CREATE FOREIGN TABLE app@.t (a integer) SERVER local@;
--- new
CREATE FOREIGN TABLE app@.t (a integer) SERVER other@;
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.t;
--- recreated no statement changes the server of a foreign table
--- back recreated no statement changes the server of a foreign table
