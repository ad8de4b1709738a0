--- kind Composite types
--- property attribute added
--- old
CREATE TYPE app@.address AS (street text, town text);
--- new
CREATE TYPE app@.address AS (street text, town text, zip text COLLATE "C");
--- used
CREATE TABLE app@.person (id integer, home app@.address, others app@.address[]);
INSERT INTO app@.person (id, home.street, home.town) VALUES (1, 'a', 'b');
CREATE VIEW app@.homes AS SELECT (home).town FROM app@.person;
CREATE FUNCTION app@.town(app@.address) RETURNS text LANGUAGE sql AS 'SELECT ($1).town';
--- statement ALTER TYPE app@.address ADD ATTRIBUTE zip text COLLATE "C" CASCADE
--- back ALTER TYPE app@.address DROP ATTRIBUTE zip CASCADE
--- property attribute dropped
--- old
CREATE TYPE app@.address AS (street text, town text, zip text);
--- new
CREATE TYPE app@.address AS (street text, zip text);
--- used
CREATE TABLE app@.person (id integer, home app@.address);
INSERT INTO app@.person (id, home.street) VALUES (1, 'a');
CREATE TABLE app@.place OF app@.address;
INSERT INTO app@.place VALUES ('a');
--- statement ALTER TYPE app@.address DROP ATTRIBUTE town CASCADE
--- property type of an attribute, if no column has the composite type
--- old
CREATE TYPE app@.address AS (street text, number integer);
--- new
CREATE TYPE app@.address AS (street text, number bigint);
--- statement ALTER TYPE app@.address ALTER ATTRIBUTE number TYPE bigint CASCADE
--- property type of an attribute, if a typed table uses the composite type
--- old
CREATE TYPE app@.address AS (street text, number integer);
CREATE TABLE app@.place OF app@.address;
INSERT INTO app@.place VALUES ('a', 1);
--- new
CREATE TYPE app@.address AS (street text, number bigint);
CREATE TABLE app@.place OF app@.address;
INSERT INTO app@.place VALUES ('a', 1);
--- used
CREATE INDEX numbers ON app@.place (number);
--- statement ALTER TYPE app@.address ALTER ATTRIBUTE number TYPE bigint CASCADE
--- property collation of an attribute
--- old
CREATE TYPE app@.address AS (street text, town text);
--- new
CREATE TYPE app@.address AS (street text, town text COLLATE "C");
--- statement ALTER TYPE app@.address ALTER ATTRIBUTE town TYPE text COLLATE "C" CASCADE
--- property owner, comments, privileges
--- old
CREATE TYPE app@.address AS (street text, town text);
--- new
CREATE TYPE app@.address AS (street text, town text);
ALTER TYPE app@.address OWNER TO alice;
GRANT USAGE ON TYPE app@.address TO bob;
COMMENT ON TYPE app@.address IS 'where';
COMMENT ON COLUMN app@.address.town IS 'or village';
--- used
CREATE TABLE app@.person (id integer, home app@.address);
INSERT INTO app@.person VALUES (1, ROW('a', 'b'));
--- statement ALTER TYPE app@.address OWNER TO alice
--- statement COMMENT ON TYPE app@.address IS
--- statement GRANT ALL ON TYPE app@.address TO bob
--- statement COMMENT ON COLUMN app@.address.town IS
