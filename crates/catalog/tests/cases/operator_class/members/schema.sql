-- Operator classes: default or not, in families of their own or of others, with storage and ordering operators.
CREATE TYPE num AS (v integer);
CREATE FUNCTION num_lt(num, num) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).v < ($2).v';
CREATE FUNCTION num_le(num, num) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).v <= ($2).v';
CREATE FUNCTION num_eq(num, num) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).v = ($2).v';
CREATE FUNCTION num_ge(num, num) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).v >= ($2).v';
CREATE FUNCTION num_gt(num, num) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).v > ($2).v';
CREATE FUNCTION num_compare(num, num) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT ($1).v - ($2).v';
CREATE OPERATOR <% (FUNCTION = num_lt, LEFTARG = num, RIGHTARG = num);
CREATE OPERATOR <=% (FUNCTION = num_le, LEFTARG = num, RIGHTARG = num);
CREATE OPERATOR =% (FUNCTION = num_eq, LEFTARG = num, RIGHTARG = num);
CREATE OPERATOR >=% (FUNCTION = num_ge, LEFTARG = num, RIGHTARG = num);
CREATE OPERATOR >% (FUNCTION = num_gt, LEFTARG = num, RIGHTARG = num);
CREATE OPERATOR CLASS num_ops DEFAULT FOR TYPE num USING btree AS
    OPERATOR 1 <%, OPERATOR 2 <=%, OPERATOR 3 =%, OPERATOR 4 >=%, OPERATOR 5 >%, FUNCTION 1 num_compare(num, num);
CREATE TABLE uses (n num);
CREATE INDEX ON uses (n);

CREATE OPERATOR FAMILY "Points" USING gist;
CREATE OPERATOR CLASS "Point ops" FOR TYPE point USING gist FAMILY "Points" AS
    STORAGE box,
    OPERATOR 1 <<(point, point),
    OPERATOR 15 <->(point, point) FOR ORDER BY pg_catalog.float_ops,
    FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal),
    FUNCTION 2 gist_box_union(internal, internal),
    FUNCTION 3 gist_point_compress(internal),
    FUNCTION 5 gist_box_penalty(internal, internal, internal),
    FUNCTION 6 gist_box_picksplit(internal, internal),
    FUNCTION 7 gist_box_same(box, box, internal),
    FUNCTION 8 gist_point_distance(internal, point, smallint, oid, internal);
CREATE OPERATOR CLASS in_system_family FOR TYPE integer USING hash FAMILY pg_catalog.integer_ops AS STORAGE integer;
COMMENT ON OPERATOR CLASS num_ops USING btree IS 'orders nums';
ALTER OPERATOR CLASS "Point ops" USING gist OWNER TO pg_monitor;
