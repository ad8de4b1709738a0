--[nonempty] pg_statistic_ext
-- The code e stands for expressions, which are listed separately.
SELECT s.oid, n.nspname::text AS schema, s.stxname::text AS name, s.stxowner AS owner, s.stxrelid AS relation, s.stxkeys::int2[] AS columns
     , ARRAY(SELECT k.code::text FROM pg_catalog.unnest(s.stxkind) k(code) WHERE k.code <> 'e') AS kinds
     , s.stxexprs IS NOT NULL AS has_expressions
     , CASE WHEN s.stxexprs IS NOT NULL THEN pg_catalog.pg_get_statisticsobjdef_expressions(s.oid) END AS expressions
     , nullif(s.stxstattarget, -1)::int4 AS statistics_target
  FROM pg_catalog.pg_statistic_ext s
  JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND s.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass AND d.deptype = 'e')
--[restricted]   AND s.stxrelid = ANY ($tables)
