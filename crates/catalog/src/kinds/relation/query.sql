-- All relations with columns: tables, views, foreign tables, sequences and composite types.
-- Includes relations of extensions, because other objects refer to them.
SELECT c.oid, c.reltype AS row_type, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind, c.relowner AS owner, c.relacl::text[] AS acl
     , nullif(c.relpersistence, 'p')::text AS persistence, c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security
     , nullif(c.relreplident, 'd')::text AS replica_identity, nullif(c.reloftype, 0)::pg_catalog.regtype::text AS of_type
     , c.reloptions AS options
     , t.reloptions AS toast_options
     , CASE WHEN c.relam NOT IN (0, 2) THEN (SELECT amname::text FROM pg_catalog.pg_am WHERE pg_am.oid = c.relam) END AS access_method
     , CASE WHEN c.reltablespace <> 0 THEN (SELECT spcname::text FROM pg_catalog.pg_tablespace s WHERE s.oid = c.reltablespace) END AS tablespace
     , CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partition_key
     , CASE WHEN c.relispartition THEN pg_catalog.pg_get_expr(c.relpartbound, c.oid) END AS partition_bound
     , NOT c.relispopulated AS unpopulated
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL
 WHERE c.relkind NOT IN ('i', 'I', 't') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
--[restricted]   AND c.oid = ANY ($related)
