--[filled] pg_default_acl
-- What holds in a schema adds to what holds everywhere; what holds everywhere stands in place of what the server grants by itself.
SELECT d.oid, d.defaclrole AS role, n.nspname::text AS in_schema, d.defaclobjtype::text AS object_type, d.defaclacl::text[] AS acl
  FROM pg_catalog.pg_default_acl d
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
 WHERE n.oid IS NULL OR n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
