--- kind Operator families and classes
--- all
CREATE TYPE app@."odd, (type" AS (n integer);
CREATE FUNCTION app@.lt(app@."odd, (type", integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).n < $2';
CREATE FUNCTION app@.compare(app@."odd, (type", integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT ($1).n - $2';
CREATE OPERATOR app@.< (LEFTARG = app@."odd, (type", RIGHTARG = integer, FUNCTION = app@.lt);
CREATE FUNCTION app@.order(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $2 - $1';
--- property members of a family
--- old
CREATE OPERATOR FAMILY app@.f USING btree;
--- new
CREATE OPERATOR FAMILY app@.f USING btree;
ALTER OPERATOR FAMILY app@.f USING btree ADD OPERATOR 1 app@.< (app@."odd, (type", integer), FUNCTION 1 app@.compare(app@."odd, (type", integer);
--- used
CREATE OPERATOR CLASS app@.backwards FOR TYPE integer USING btree FAMILY app@.f AS
    OPERATOR 1 > (integer, integer), OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 app@.order(integer, integer);
CREATE TABLE app@.t (a integer);
CREATE INDEX i ON app@.t (a app@.backwards);
--- statement ALTER OPERATOR FAMILY app@.f USING btree ADD
--- back ALTER OPERATOR FAMILY app@.f USING btree DROP
--- property owner and comment
--- old
CREATE OPERATOR FAMILY app@.f USING btree;
--- new
CREATE OPERATOR FAMILY app@.f USING btree;
ALTER OPERATOR FAMILY app@.f USING btree OWNER TO alice;
COMMENT ON OPERATOR FAMILY app@.f USING btree IS 'orders';
--- used
CREATE OPERATOR CLASS app@.backwards FOR TYPE integer USING btree FAMILY app@.f AS
    OPERATOR 1 > (integer, integer), OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 app@.order(integer, integer);
--- statement ALTER OPERATOR FAMILY app@.f USING btree OWNER TO alice
--- statement COMMENT ON OPERATOR FAMILY app@.f USING btree IS
--- property owner and comment of a class
--- old
CREATE OPERATOR CLASS app@.backwards FOR TYPE integer USING btree AS
    OPERATOR 1 > (integer, integer), OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 app@.order(integer, integer);
--- new
CREATE OPERATOR CLASS app@.backwards FOR TYPE integer USING btree AS
    OPERATOR 1 > (integer, integer), OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 app@.order(integer, integer);
ALTER OPERATOR CLASS app@.backwards USING btree OWNER TO alice;
COMMENT ON OPERATOR CLASS app@.backwards USING btree IS 'down';
--- used
CREATE TABLE app@.t (a integer);
CREATE INDEX i ON app@.t (a app@.backwards);
--- statement ALTER OPERATOR CLASS app@.backwards USING btree OWNER TO alice
--- statement COMMENT ON OPERATOR CLASS app@.backwards USING btree IS
--- property optional members of a class
--- setup
CREATE FUNCTION app@.sort_support(internal) RETURNS void LANGUAGE internal STRICT AS 'btint4sortsupport';
--- old
CREATE OPERATOR CLASS app@.backwards FOR TYPE integer USING btree AS
    OPERATOR 1 < (integer, integer), OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
--- new
CREATE OPERATOR CLASS app@.backwards FOR TYPE integer USING btree AS
    OPERATOR 1 < (integer, integer), OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer),
    FUNCTION 2 app@.sort_support(internal);
--- used
CREATE TABLE app@.t (a integer);
CREATE INDEX i ON app@.t (a app@.backwards);
--- statement ALTER OPERATOR FAMILY app@.backwards USING btree ADD FUNCTION 2
--- back ALTER OPERATOR FAMILY app@.backwards USING btree DROP FUNCTION 2
--- property default, required members of a class
--- old
CREATE OPERATOR CLASS app@.backwards FOR TYPE integer USING btree AS
    OPERATOR 1 < (integer, integer), OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
--- new
CREATE OPERATOR CLASS app@.backwards FOR TYPE integer USING btree AS
    OPERATOR 1 > (integer, integer), OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 app@.order(integer, integer);
--- used
CREATE TABLE app@.t (a integer);
CREATE INDEX i ON app@.t (a app@.backwards);
--- recreated no statement changes what a class consists of
--- back recreated no statement changes what a class consists of
