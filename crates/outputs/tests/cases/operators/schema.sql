-- Operators with a class and family for a user-defined type, casts, and a view that uses them.
CREATE TYPE pair AS (a int, b int);
CREATE FUNCTION pair_lt(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a < ($2).a';
CREATE FUNCTION pair_eq(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a = ($2).a';
CREATE FUNCTION pair_hash(pair) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a';
CREATE OPERATOR <<<< (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_lt, COMMUTATOR = >>>>);
CREATE OPERATOR >>>> (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_lt, COMMUTATOR = <<<<);
CREATE OPERATOR ==== (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_eq, COMMUTATOR = ====, HASHES);
CREATE OPERATOR FAMILY pairs USING hash;
CREATE OPERATOR CLASS pair_ops FOR TYPE pair USING hash FAMILY pairs AS OPERATOR 1 ====, FUNCTION 1 pair_hash(pair);
CREATE FUNCTION to_text(pair) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a::text';
CREATE CAST (pair AS text) WITH FUNCTION to_text(pair) AS ASSIGNMENT;
CREATE TABLE t (p pair, CONSTRAINT ordered CHECK (p <<<< ROW(9, 9)::pair));
CREATE INDEX ON t USING hash (p pair_ops);
CREATE VIEW v AS SELECT p, p::text AS shown FROM t WHERE p ==== ROW(1, 1)::pair;
