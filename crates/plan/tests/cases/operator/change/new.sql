CREATE FUNCTION same(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2';
CREATE OPERATOR === (FUNCTION = same, LEFTARG = int, RIGHTARG = int, JOIN = eqjoinsel);
CREATE VIEW uses AS SELECT 1 === 2 AS same;
