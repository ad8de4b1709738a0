--[nonempty] pg_default_acl
-- Entries for a schema add to global entries; a global entry replaces the server's defaults.
SELECT d.oid, d.defaclrole AS role, n.nspname::text AS in_schema, d.defaclobjtype::text AS object_type, d.defaclacl::text[] AS acl
  FROM pg_catalog.pg_default_acl d
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
 WHERE n.oid IS NULL OR n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
