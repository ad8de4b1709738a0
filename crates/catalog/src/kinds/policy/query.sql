--[nonempty] pg_policy
SELECT p.oid, p.polrelid AS relation, p.polname::text AS name, p.polcmd::text AS command, p.polpermissive AS permissive, p.polroles AS roles
     , p.polqual IS NOT NULL AS has_using, p.polwithcheck IS NOT NULL AS has_check
     , pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS using_expression, pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS check_expression
  FROM pg_catalog.pg_policy p
  JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
--[restricted]   AND p.polrelid = ANY ($tables)
