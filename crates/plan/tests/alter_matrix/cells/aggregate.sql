--- kind Aggregates
--- all
CREATE FUNCTION app@.plus(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION app@.times(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * $2';
CREATE FUNCTION app@.half(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 / 2';
CREATE FUNCTION app@.same(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION app@.as_text(integer) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
--- property transition function
--- old
CREATE AGGREGATE app@.total(integer) (SFUNC = app@.plus, STYPE = integer, INITCOND = '0');
--- new
CREATE AGGREGATE app@.total(integer) (SFUNC = app@.times, STYPE = integer, INITCOND = '0');
--- used
CREATE VIEW app@.totals AS SELECT app@.total(n) AS total FROM (VALUES (1), (2)) AS t (n);
--- statement CREATE OR REPLACE AGGREGATE app@.total(integer)
--- back CREATE OR REPLACE AGGREGATE app@.total(integer)
--- property initial state, combine function, parallel safety
--- old
CREATE AGGREGATE app@.total(integer) (SFUNC = app@.plus, STYPE = integer, INITCOND = '0');
--- new
CREATE AGGREGATE app@.total(integer) (SFUNC = app@.plus, STYPE = integer, INITCOND = '1', COMBINEFUNC = app@.plus, PARALLEL = SAFE);
--- used
CREATE VIEW app@.totals AS SELECT app@.total(n) AS total FROM (VALUES (1), (2)) AS t (n);
--- statement CREATE OR REPLACE AGGREGATE app@.total(integer)
--- property final function with the same result type
--- old
CREATE AGGREGATE app@.total(integer) (SFUNC = app@.plus, STYPE = integer, FINALFUNC = app@.half);
--- new
CREATE AGGREGATE app@.total(integer) (SFUNC = app@.plus, STYPE = integer, FINALFUNC = app@.same, FINALFUNC_MODIFY = READ_WRITE);
--- used
CREATE VIEW app@.totals AS SELECT app@.total(n) AS total FROM (VALUES (1), (2)) AS t (n);
--- statement CREATE OR REPLACE AGGREGATE app@.total(integer)
--- property final function removed, same result type
--- old
CREATE AGGREGATE app@.total(integer) (SFUNC = app@.plus, STYPE = integer, FINALFUNC = app@.half);
--- new
CREATE AGGREGATE app@.total(integer) (SFUNC = app@.plus, STYPE = integer);
--- used
CREATE VIEW app@.totals AS SELECT app@.total(n) AS total FROM (VALUES (1), (2)) AS t (n);
--- statement CREATE OR REPLACE AGGREGATE app@.total(integer)
--- property result type
--- old
CREATE AGGREGATE app@.total(integer) (SFUNC = app@.plus, STYPE = integer);
--- new
CREATE AGGREGATE app@.total(integer) (SFUNC = app@.plus, STYPE = integer, FINALFUNC = app@.as_text);
--- used
CREATE VIEW app@.totals AS SELECT app@.total(n) IS NULL AS is_unknown FROM (VALUES (1), (2)) AS t (n);
--- recreated no statement changes the result type
--- back recreated no statement changes the result type
--- property owner, comment, privileges
--- old
CREATE AGGREGATE app@.total(integer) (SFUNC = app@.plus, STYPE = integer);
--- new
CREATE AGGREGATE app@.total(integer) (SFUNC = app@.plus, STYPE = integer);
ALTER AGGREGATE app@.total(integer) OWNER TO alice;
COMMENT ON AGGREGATE app@.total(integer) IS 'adds';
--- used
CREATE VIEW app@.totals AS SELECT app@.total(n) AS total FROM (VALUES (1), (2)) AS t (n);
--- statement ALTER AGGREGATE app@.total(integer) OWNER TO alice
--- statement COMMENT ON AGGREGATE app@.total(integer) IS
