--[if] SELECT FROM pg_catalog.pg_collation WHERE oid >= 16384
-- Before PostgreSQL 15, collcollate holds the locale of an ICU collation.
SELECT c.oid, n.nspname::text AS schema, c.collname::text AS name, c.collowner AS owner, c.collprovider::text AS provider
     , NOT c.collisdeterministic AS nondeterministic, c.collcollate::text AS lc_collate, c.collctype::text AS lc_ctype
--[-14]     , CASE WHEN c.collprovider = 'i' THEN c.collcollate::text END AS locale
--[15-16]     , c.colliculocale AS locale
--[17+]     , c.colllocale AS locale
--[-15]     , NULL::text AS rules
--[16+]     , c.collicurules AS rules
  FROM pg_catalog.pg_collation c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_collation'::pg_catalog.regclass AND d.deptype = 'e')
