--[if] SELECT FROM pg_catalog.pg_ts_parser WHERE oid >= 16384
SELECT p.oid, n.nspname::text AS schema, p.prsname::text AS name
     , p.prsstart::pg_catalog.regproc::text AS start, p.prstoken::pg_catalog.regproc::text AS gettoken, p.prsend::pg_catalog.regproc::text AS "end"
     , nullif(p.prsheadline::oid, 0)::pg_catalog.regproc::text AS headline, p.prslextype::pg_catalog.regproc::text AS lextypes
  FROM pg_catalog.pg_ts_parser p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.prsnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND p.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_ts_parser'::pg_catalog.regclass AND d.deptype = 'e')
