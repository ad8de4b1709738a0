--[if] SELECT FROM pg_catalog.pg_conversion WHERE oid >= 16384
SELECT c.oid, n.nspname::text AS schema, c.conname::text AS name, c.conowner AS owner
     , pg_catalog.pg_encoding_to_char(c.conforencoding)::text AS source, pg_catalog.pg_encoding_to_char(c.contoencoding)::text AS target
     , c.conproc::text AS function, c.condefault AS is_default
  FROM pg_catalog.pg_conversion c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_conversion'::pg_catalog.regclass AND d.deptype = 'e')
