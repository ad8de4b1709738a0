-- Aggregates that can let rows go again.
CREATE FUNCTION plus(integer, integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 + $2';
CREATE FUNCTION minus(integer, integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 - $2';
CREATE FUNCTION result(integer, integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
CREATE AGGREGATE moving_sum(integer) (
    SFUNC = int4pl, STYPE = integer, INITCOND = '0', FINALFUNC = int4abs,
    MSFUNC = plus, MINVFUNC = minus, MSTYPE = integer, MSSPACE = 16, MINITCOND = '0',
    MFINALFUNC = result, MFINALFUNC_EXTRA, MFINALFUNC_MODIFY = SHAREABLE
);
CREATE AGGREGATE plain_moving_sum(integer) (
    SFUNC = plus, STYPE = integer, MSFUNC = plus, MINVFUNC = minus, MSTYPE = integer
);
