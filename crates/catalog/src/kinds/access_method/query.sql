--[if] SELECT FROM pg_catalog.pg_am WHERE oid >= 16384
SELECT a.oid, a.amname::text AS name, a.amtype::text AS type, a.amhandler::pg_catalog.regproc::text AS handler
  FROM pg_catalog.pg_am a
 WHERE a.oid >= 16384
   AND a.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_am'::pg_catalog.regclass AND d.deptype = 'e')
