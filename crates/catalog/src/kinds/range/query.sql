--[if] SELECT FROM pg_catalog.pg_range WHERE rngtypid >= 16384
-- Views may depend on the functions that construct values, and not on the type.
SELECT t.oid, n.nspname::text AS schema, t.typname::text AS name, t.typowner AS owner, t.typacl::text[] AS acl
     , r.rngsubtype::pg_catalog.regtype::text AS subtype
     , CASE WHEN NOT o.opcdefault THEN pg_catalog.quote_ident(s.nspname) || '.' || pg_catalog.quote_ident(o.opcname) END AS subtype_operator_class
     , CASE WHEN r.rngcollation <> b.typcollation THEN r.rngcollation::pg_catalog.regcollation::text END AS collation
     , nullif(r.rngcanonical::text, '-') AS canonical, nullif(r.rngsubdiff::text, '-') AS subtype_difference
     , ARRAY(SELECT f.objid FROM pg_catalog.pg_depend f
              WHERE f.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND f.refobjid IN (t.oid, m.oid)
                AND f.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND f.deptype = 'i'
              ORDER BY f.objid) AS constructors
     , (SELECT ARRAY[fn.nspname::text, p.proname::text] FROM pg_catalog.pg_depend f
          JOIN pg_catalog.pg_proc p ON p.oid = f.objid JOIN pg_catalog.pg_namespace fn ON fn.oid = p.pronamespace
         WHERE f.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND f.refobjid = t.oid
           AND f.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND f.deptype = 'i' AND (fn.oid, p.proname) <> (n.oid, t.typname)
         ORDER BY p.oid LIMIT 1) AS constructor
     , (SELECT ARRAY[fn.nspname::text, p.proname::text] FROM pg_catalog.pg_depend f
          JOIN pg_catalog.pg_proc p ON p.oid = f.objid JOIN pg_catalog.pg_namespace fn ON fn.oid = p.pronamespace
         WHERE f.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND f.refobjid = m.oid
           AND f.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND f.deptype = 'i' AND (fn.oid, p.proname) <> (n.oid, m.typname)
         ORDER BY p.oid LIMIT 1) AS multirange_constructor
     , m.oid AS multirange, mn.nspname::text AS multirange_schema, m.typname::text AS multirange_name
  FROM pg_catalog.pg_range r
  JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  JOIN pg_catalog.pg_type b ON b.oid = r.rngsubtype
  JOIN pg_catalog.pg_opclass o ON o.oid = r.rngsubopc
  JOIN pg_catalog.pg_namespace s ON s.oid = o.opcnamespace
  JOIN pg_catalog.pg_type m ON m.oid = r.rngmultitypid
  JOIN pg_catalog.pg_namespace mn ON mn.oid = m.typnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND t.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.deptype = 'e')
