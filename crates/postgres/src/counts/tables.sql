-- All tables with their estimated size and whether the role can count their rows.
SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind, c.reltuples::float8 AS tuples, c.relpages AS pages
     , (SELECT i.inhparent FROM pg_catalog.pg_inherits i WHERE c.relispartition AND i.inhrelid = c.oid LIMIT 1) AS parent
     , pg_catalog.has_table_privilege(c.oid, 'SELECT') OR pg_catalog.has_any_column_privilege(c.oid, 'SELECT') AS may_select
     , pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS may_use
     , EXISTS (
           WITH RECURSIVE tree (oid) AS (SELECT c.oid UNION ALL SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN tree ON i.inhparent = tree.oid)
           SELECT FROM tree JOIN pg_catalog.pg_class t ON t.oid = tree.oid
            WHERE c.relkind = 'r' AND (t.relkind = 'f' OR t.oid = ANY (u.tables))) AS runs_code
     , c.relrowsecurity AND pg_catalog.row_security_active(c.oid) AS filtered
  FROM pg_catalog.pg_class c
 CROSS JOIN (SELECT pg_catalog.array_agg(untrusted.oid) AS tables FROM ({untrusted}) untrusted) u
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
