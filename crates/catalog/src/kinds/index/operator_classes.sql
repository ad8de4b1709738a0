-- Which operator class is the default of GiST for inet and cidr depends on the version (19) and on the
-- extension btree_gist. So it is always named.
SELECT o.oid, CASE WHEN o.opcnamespace <> 11 THEN (SELECT nspname::text FROM pg_catalog.pg_namespace n WHERE n.oid = o.opcnamespace) END AS schema
     , o.opcname::text AS name, o.opcmethod AS method, o.opcintype AS input, o.opcdefault AND NOT (o.opcmethod = 783 AND o.opcintype IN (650, 869)) AS is_default
  FROM pg_catalog.pg_opclass o
