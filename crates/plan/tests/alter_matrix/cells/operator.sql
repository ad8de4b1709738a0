--- kind Operators
--- all
CREATE TYPE app@.n AS (n integer);
CREATE FUNCTION app@.lt(app@.n, app@.n) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).n < ($2).n';
CREATE FUNCTION app@.gt(app@.n, app@.n) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).n > ($2).n';
CREATE TABLE app@.t (a app@.n, b app@.n);
--- property selectivity estimators
--- old
CREATE OPERATOR app@.<< (LEFTARG = app@.n, RIGHTARG = app@.n, FUNCTION = app@.lt, RESTRICT = scalarltsel);
--- new
CREATE OPERATOR app@.<< (LEFTARG = app@.n, RIGHTARG = app@.n, FUNCTION = app@.lt, JOIN = scalarltjoinsel);
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.t WHERE a OPERATOR(app@.<<) b;
--- statement ALTER OPERATOR app@.<<(app@.n, app@.n) SET (RESTRICT = NONE, JOIN = scalarltjoinsel)
--- back ALTER OPERATOR app@.<<(app@.n, app@.n) SET (RESTRICT = scalarltsel, JOIN = NONE)
--- property hashes, merges
--- versions 17+
--- old
CREATE OPERATOR app@.<< (LEFTARG = app@.n, RIGHTARG = app@.n, FUNCTION = app@.lt);
--- new
CREATE OPERATOR app@.<< (LEFTARG = app@.n, RIGHTARG = app@.n, FUNCTION = app@.lt, HASHES, MERGES);
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.t WHERE a OPERATOR(app@.<<) b;
--- statement ALTER OPERATOR app@.<<(app@.n, app@.n) SET (HASHES, MERGES)
--- back recreated no statement removes these properties
--- property commutator of an existing operator
--- versions 17+
--- setup
CREATE OPERATOR app@.>> (LEFTARG = app@.n, RIGHTARG = app@.n, FUNCTION = app@.gt);
CREATE OPERATOR app@.<< (LEFTARG = app@.n, RIGHTARG = app@.n, FUNCTION = app@.lt);
--- new
ALTER OPERATOR app@.<< (app@.n, app@.n) SET (COMMUTATOR = OPERATOR(app@.>>));
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.t WHERE a OPERATOR(app@.<<) b;
--- statement ALTER OPERATOR app@.<<(app@.n, app@.n) SET (COMMUTATOR = OPERATOR(app@.>>))
--- back recreated no statement removes these properties
--- property commutator of a new operator
--- old
CREATE OPERATOR app@.<< (LEFTARG = app@.n, RIGHTARG = app@.n, FUNCTION = app@.lt);
--- new
CREATE OPERATOR app@.<< (LEFTARG = app@.n, RIGHTARG = app@.n, FUNCTION = app@.lt, COMMUTATOR = OPERATOR(app@.>>));
CREATE OPERATOR app@.>> (LEFTARG = app@.n, RIGHTARG = app@.n, FUNCTION = app@.gt, COMMUTATOR = OPERATOR(app@.<<));
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.t WHERE a OPERATOR(app@.<<) b;
--- statement CREATE OPERATOR app@.>>
--- statement ALTER OPERATOR app@.>>(app@.n, app@.n) OWNER TO
--- back DROP OPERATOR app@.>>
--- property owner and comment
--- old
CREATE OPERATOR app@.<< (LEFTARG = app@.n, RIGHTARG = app@.n, FUNCTION = app@.lt);
--- new
CREATE OPERATOR app@.<< (LEFTARG = app@.n, RIGHTARG = app@.n, FUNCTION = app@.lt);
ALTER OPERATOR app@.<< (app@.n, app@.n) OWNER TO alice;
COMMENT ON OPERATOR app@.<< (app@.n, app@.n) IS 'less';
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.t WHERE a OPERATOR(app@.<<) b;
--- statement ALTER OPERATOR app@.<<(app@.n, app@.n) OWNER TO alice
--- statement COMMENT ON OPERATOR app@.<<(app@.n, app@.n) IS
--- property function
--- old
CREATE OPERATOR app@.<< (LEFTARG = app@.n, RIGHTARG = app@.n, FUNCTION = app@.lt);
--- new
CREATE OPERATOR app@.<< (LEFTARG = app@.n, RIGHTARG = app@.n, FUNCTION = app@.gt);
--- used
CREATE VIEW app@.v AS SELECT a FROM app@.t WHERE a OPERATOR(app@.<<) b;
--- recreated no statement changes the function of an operator
--- back recreated no statement changes the function of an operator
