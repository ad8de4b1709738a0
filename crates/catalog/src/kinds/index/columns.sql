--[after]
-- Columns of indexes, where something can only be seen there: the types of expressions and their statistics targets, parameters of
-- operator classes (which B-trees have none of).
SELECT a.attrelid AS index, a.attnum AS number, a.atttypid AS type_oid, a.attoptions AS options, nullif(a.attstattarget, -1)::int4 AS statistics_target
  FROM pg_catalog.pg_attribute a
 WHERE a.attrelid = ANY ('{$indexes}'::oid[])
