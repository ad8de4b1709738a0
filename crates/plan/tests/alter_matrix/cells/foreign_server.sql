--- kind Foreign servers
--- all
CREATE FOREIGN DATA WRAPPER files@;
CREATE FOREIGN DATA WRAPPER other@;
--- property version
--- old
CREATE SERVER local@ VERSION '1' FOREIGN DATA WRAPPER files@;
--- new
CREATE SERVER local@ VERSION '2' FOREIGN DATA WRAPPER files@;
--- used
CREATE FOREIGN TABLE app@.line (text text) SERVER local@;
CREATE USER MAPPING FOR alice SERVER local@;
--- statement ALTER SERVER local@ VERSION '2'
--- back ALTER SERVER local@ VERSION '1'
--- property version removed
--- old
CREATE SERVER local@ VERSION '1' FOREIGN DATA WRAPPER files@;
--- new
CREATE SERVER local@ FOREIGN DATA WRAPPER files@;
--- used
CREATE FOREIGN TABLE app@.line (text text) SERVER local@;
--- statement ALTER SERVER local@ VERSION NULL
--- property options
--- old
CREATE SERVER local@ FOREIGN DATA WRAPPER files@ OPTIONS (host 'a', port '1');
--- new
CREATE SERVER local@ FOREIGN DATA WRAPPER files@ OPTIONS (host 'b', dbname 'c');
--- used
CREATE FOREIGN TABLE app@.line (text text) SERVER local@;
CREATE USER MAPPING FOR alice SERVER local@;
CREATE VIEW app@.lines AS SELECT text FROM app@.line;
--- statement ALTER SERVER local@ OPTIONS (
--- property owner, comment, privileges
--- old
CREATE SERVER local@ FOREIGN DATA WRAPPER files@;
--- new
CREATE SERVER local@ FOREIGN DATA WRAPPER files@;
GRANT USAGE ON FOREIGN DATA WRAPPER files@ TO alice;
ALTER SERVER local@ OWNER TO alice;
COMMENT ON SERVER local@ IS 'here';
GRANT USAGE ON FOREIGN SERVER local@ TO bob;
--- used
CREATE FOREIGN TABLE app@.line (text text) SERVER local@;
--- statement GRANT ALL ON FOREIGN DATA WRAPPER files@ TO alice
--- statement ALTER SERVER local@ OWNER TO alice
--- statement COMMENT ON SERVER local@ IS
--- statement GRANT ALL ON FOREIGN SERVER local@ TO bob
--- property type
--- old
CREATE SERVER local@ TYPE 'a' FOREIGN DATA WRAPPER files@;
--- new
CREATE SERVER local@ TYPE 'b' FOREIGN DATA WRAPPER files@;
--- used
CREATE FOREIGN TABLE app@.line (text text) SERVER local@;
CREATE USER MAPPING FOR alice SERVER local@ OPTIONS (user 'a');
--- recreated no statement changes the type of a server
--- back recreated no statement changes the type of a server
--- property foreign-data wrapper
--- old
CREATE SERVER local@ FOREIGN DATA WRAPPER files@;
--- new
CREATE SERVER local@ FOREIGN DATA WRAPPER other@;
--- recreated no statement changes the wrapper of a server
--- back recreated no statement changes the wrapper of a server
