SELECT o.oid, CASE WHEN o.opcnamespace <> 11 THEN (SELECT nspname::text FROM pg_catalog.pg_namespace n WHERE n.oid = o.opcnamespace) END AS schema
     , o.opcname::text AS name, o.opcmethod AS method, o.opcintype AS input, o.opcdefault AS is_default
  FROM pg_catalog.pg_opclass o
