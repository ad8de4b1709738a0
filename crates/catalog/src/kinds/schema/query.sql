SELECT n.oid, n.nspname::text AS name, n.nspowner AS owner, n.nspacl::text[] AS acl
  FROM pg_catalog.pg_namespace n
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
