--[after]
-- Index columns with properties of their own: the types and statistics targets of expressions,
-- operator class parameters (which B-trees do not have). For `pg_attver`, see the options of columns.
SELECT a.attrelid AS index, a.attnum AS number, a.atttypid AS type_oid, nullif(ARRAY(SELECT o FROM pg_catalog.unnest(a.attoptions) o WHERE NOT pg_catalog.starts_with(o, 'pg_attver=')), '{}') AS options
     , nullif(a.attstattarget, -1)::int4 AS statistics_target
  FROM pg_catalog.pg_attribute a
 WHERE a.attrelid = ANY ('{$indexes}'::oid[])
