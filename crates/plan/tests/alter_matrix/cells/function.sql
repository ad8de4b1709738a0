--- kind Functions
--- property body
--- old
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n';
--- new
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n + 1';
--- used
CREATE TABLE app@.t (a integer, b integer DEFAULT app@.f(1), CHECK (app@.f(a) > 0));
INSERT INTO app@.t VALUES (1);
CREATE VIEW app@.v AS SELECT app@.f(a) AS f FROM app@.t;
--- statement CREATE OR REPLACE FUNCTION app@.f(n integer)
--- back CREATE OR REPLACE FUNCTION app@.f(n integer)
--- property volatility and strictness
--- old
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT n';
--- new
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT n';
--- used
CREATE VIEW app@.v AS SELECT app@.f(1) AS f;
--- statement CREATE OR REPLACE FUNCTION app@.f(n integer)
--- property leakproof, parallel safety, cost
--- old
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n';
--- new
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE sql LEAKPROOF PARALLEL SAFE COST 7 AS 'SELECT n';
--- used
CREATE VIEW app@.v AS SELECT app@.f(1) AS f;
--- statement CREATE OR REPLACE FUNCTION app@.f(n integer)
--- property rows
--- old
CREATE FUNCTION app@.f(n integer) RETURNS SETOF integer LANGUAGE sql AS 'SELECT n';
--- new
CREATE FUNCTION app@.f(n integer) RETURNS SETOF integer LANGUAGE sql ROWS 3 AS 'SELECT n';
--- used
CREATE VIEW app@.v AS SELECT f FROM app@.f(1) AS f;
--- statement CREATE OR REPLACE FUNCTION app@.f(n integer)
--- property support function
--- old
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n';
--- new
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE sql SUPPORT pg_catalog.generate_series_int4_support AS 'SELECT n';
--- used
CREATE VIEW app@.v AS SELECT app@.f(1) AS f;
--- statement CREATE OR REPLACE FUNCTION app@.f(n integer)
--- property security definer and settings
--- old
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE sql SET work_mem = '4MB' SET search_path = app@ AS 'SELECT n';
--- new
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = app@, pg_temp AS 'SELECT n';
--- used
CREATE VIEW app@.v AS SELECT app@.f(1) AS f;
--- statement CREATE OR REPLACE FUNCTION app@.f(n integer)
--- property language
--- old
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n';
--- new
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN n; END';
--- used
CREATE VIEW app@.v AS SELECT app@.f(1) AS f;
--- statement CREATE OR REPLACE FUNCTION app@.f(n integer)
--- property SQL-standard body
--- old
CREATE FUNCTION app@.f(n integer) RETURNS integer RETURN n;
--- new
CREATE FUNCTION app@.f(n integer) RETURNS integer BEGIN ATOMIC SELECT n + 1; END;
--- used
CREATE VIEW app@.v AS SELECT app@.f(1) AS f;
--- statement CREATE OR REPLACE FUNCTION app@.f(n integer)
--- property default of an argument added or changed
--- old
CREATE FUNCTION app@.f(n integer, m integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT n';
--- new
CREATE FUNCTION app@.f(n integer DEFAULT 0, m integer DEFAULT 2) RETURNS integer LANGUAGE sql AS 'SELECT n';
--- used
CREATE VIEW app@.v AS SELECT app@.f(1, 2) AS f;
--- statement CREATE OR REPLACE FUNCTION app@.f(n integer DEFAULT 0
--- back recreated no statement removes the default of an argument
--- property name given to an argument
--- old
CREATE FUNCTION app@.f(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
--- new
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
--- used
CREATE VIEW app@.v AS SELECT app@.f(1) AS f;
--- statement CREATE OR REPLACE FUNCTION app@.f(n integer)
--- back recreated no statement removes or changes the name of an argument
--- property result type, result columns
--- old
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n';
--- new
CREATE FUNCTION app@.f(n integer) RETURNS bigint LANGUAGE sql AS 'SELECT n::bigint';
--- used
CREATE VIEW app@.v AS SELECT app@.f(1) IS NULL AS f;
--- recreated no statement changes the result type
--- back recreated no statement changes the result type
--- property owner, comment, privileges
--- old
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n';
--- new
CREATE FUNCTION app@.f(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n';
ALTER FUNCTION app@.f(integer) OWNER TO alice;
COMMENT ON FUNCTION app@.f(integer) IS 'same';
GRANT EXECUTE ON FUNCTION app@.f(integer) TO bob;
--- used
CREATE VIEW app@.v AS SELECT app@.f(1) AS f;
--- statement ALTER FUNCTION app@.f(integer) OWNER TO alice
--- statement COMMENT ON FUNCTION app@.f(integer) IS
--- statement GRANT ALL ON FUNCTION app@.f(integer) TO bob
