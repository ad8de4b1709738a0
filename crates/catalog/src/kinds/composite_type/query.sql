-- Joins pg_class because every table has a composite type too. The type carries
-- the comment and the privileges.
SELECT t.oid, c.oid AS relation, n.nspname::text AS schema, t.typname::text AS name, t.typowner AS owner, t.typacl::text[] AS acl
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_type t ON t.oid = c.reltype
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
 WHERE c.relkind = 'c' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND t.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.deptype = 'e')
--[restricted]   AND t.oid = ANY ($related)
