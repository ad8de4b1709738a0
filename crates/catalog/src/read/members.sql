-- Objects of extensions, and objects that are dropped with an extension although they do not belong
-- to it (ALTER … DEPENDS ON EXTENSION), found by the index on the referenced object.
SELECT d.classid AS class, d.objid AS oid, e.extname::text AS extension, nullif(d.deptype = 'x', false) AS is_dependent
  FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.refobjid = e.oid AND d.deptype IN ('e', 'x')
