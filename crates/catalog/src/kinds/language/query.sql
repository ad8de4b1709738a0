--[if] SELECT FROM pg_catalog.pg_language WHERE oid >= 16384
SELECT l.oid, l.lanname::text AS name, l.lanowner AS owner, l.lanacl::text[] AS acl, l.lanpltrusted AS trusted
     , nullif(l.lanplcallfoid, 0)::pg_catalog.regproc::text AS handler, nullif(l.laninline, 0)::pg_catalog.regproc::text AS inline
     , nullif(l.lanvalidator, 0)::pg_catalog.regproc::text AS validator
  FROM pg_catalog.pg_language l
 WHERE l.oid >= 16384
   AND l.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_language'::pg_catalog.regclass AND d.deptype = 'e')
