--[if] SELECT FROM pg_catalog.pg_ts_template WHERE oid >= 16384
SELECT t.oid, n.nspname::text AS schema, t.tmplname::text AS name
     , nullif(t.tmplinit::oid, 0)::pg_catalog.regproc::text AS init, t.tmpllexize::pg_catalog.regproc::text AS lexize
  FROM pg_catalog.pg_ts_template t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.tmplnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND t.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_ts_template'::pg_catalog.regclass AND d.deptype = 'e')
