--- kind Foreign-data wrappers
--- all
CREATE FOREIGN DATA WRAPPER base@;
--- property options
--- old
CREATE FOREIGN DATA WRAPPER files@ OPTIONS (one '1', two '2');
--- new
CREATE FOREIGN DATA WRAPPER files@ OPTIONS (one '3', three '3');
--- used
CREATE SERVER local@ FOREIGN DATA WRAPPER files@;
CREATE FOREIGN TABLE app@.line (text text) SERVER local@;
CREATE VIEW app@.lines AS SELECT text FROM app@.line;
--- statement ALTER FOREIGN DATA WRAPPER files@ OPTIONS (
--- property validator
--- old
CREATE FOREIGN DATA WRAPPER files@;
--- new
CREATE FOREIGN DATA WRAPPER files@ VALIDATOR postgresql_fdw_validator;
--- used
CREATE SERVER local@ FOREIGN DATA WRAPPER files@;
CREATE FOREIGN TABLE app@.line (text text) SERVER local@;
--- statement ALTER FOREIGN DATA WRAPPER files@ VALIDATOR
--- back ALTER FOREIGN DATA WRAPPER files@ NO VALIDATOR
--- property comment, privileges
--- old
CREATE FOREIGN DATA WRAPPER files@;
--- new
CREATE FOREIGN DATA WRAPPER files@;
COMMENT ON FOREIGN DATA WRAPPER files@ IS 'files';
GRANT USAGE ON FOREIGN DATA WRAPPER files@ TO alice;
--- used
CREATE SERVER local@ FOREIGN DATA WRAPPER files@;
--- statement COMMENT ON FOREIGN DATA WRAPPER files@ IS
--- statement GRANT ALL ON FOREIGN DATA WRAPPER files@ TO alice
