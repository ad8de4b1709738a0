--[after]
-- Index columns with properties of their own: the types and statistics targets of expressions,
-- operator class parameters (which B-trees do not have).
SELECT a.attrelid AS index, a.attnum AS number, a.atttypid AS type_oid, a.attoptions AS options, nullif(a.attstattarget, -1)::int4 AS statistics_target
  FROM pg_catalog.pg_attribute a
 WHERE a.attrelid = ANY ('{$indexes}'::oid[])
