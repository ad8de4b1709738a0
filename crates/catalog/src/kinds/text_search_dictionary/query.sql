--[if] SELECT FROM pg_catalog.pg_ts_dict WHERE oid >= 16384
SELECT d.oid, n.nspname::text AS schema, d.dictname::text AS name, d.dictowner AS owner, d.dictinitoption AS options
     , pg_catalog.quote_ident(m.nspname) || '.' || pg_catalog.quote_ident(t.tmplname) AS template
  FROM pg_catalog.pg_ts_dict d
  JOIN pg_catalog.pg_namespace n ON n.oid = d.dictnamespace
  JOIN pg_catalog.pg_ts_template t ON t.oid = d.dicttemplate
  JOIN pg_catalog.pg_namespace m ON m.oid = t.tmplnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND d.oid NOT IN (SELECT e.objid FROM pg_catalog.pg_depend e
                      WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.classid = 'pg_catalog.pg_ts_dict'::pg_catalog.regclass AND e.deptype = 'e')
