--[nonempty] pg_transform
SELECT t.oid, t.trftype::pg_catalog.regtype::text AS type, l.lanname::text AS language
     , nullif(t.trffromsql::pg_catalog.oid, 0)::pg_catalog.regprocedure::text AS from_sql
     , nullif(t.trftosql::pg_catalog.oid, 0)::pg_catalog.regprocedure::text AS to_sql
  FROM pg_catalog.pg_transform t
  JOIN pg_catalog.pg_language l ON l.oid = t.trflang
 WHERE t.oid >= 16384
   AND t.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_transform'::pg_catalog.regclass AND d.deptype = 'e')
