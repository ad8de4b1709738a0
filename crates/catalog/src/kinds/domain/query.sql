-- Without an expression, the default is the base type's, which a new domain inherits, or none.
SELECT t.oid, n.nspname::text AS schema, t.typname::text AS name, t.typowner AS owner, t.typacl::text[] AS acl
     , pg_catalog.format_type(t.typbasetype, t.typtypmod) AS base_type, t.typnotnull AS not_null
     , CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::pg_catalog.regcollation::text END AS collation
     , t.typdefaultbin IS NOT NULL AS has_default
     , CASE WHEN t.typdefaultbin IS NOT NULL THEN pg_catalog.pg_get_expr(t.typdefaultbin, 0)
            WHEN t.typdefault IS NOT DISTINCT FROM b.typdefault THEN NULL
            WHEN t.typdefault IS NULL THEN 'NULL'
            ELSE pg_catalog.quote_literal(t.typdefault) END AS default
  FROM pg_catalog.pg_type t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
 WHERE t.typtype = 'd' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND t.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.deptype = 'e')
--[restricted]   AND t.oid = ANY ($related)
