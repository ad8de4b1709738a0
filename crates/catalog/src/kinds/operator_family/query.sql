--[if] SELECT FROM pg_catalog.pg_opfamily WHERE oid >= 16384
-- Only loose operators and functions. Members of a class are read with the class.
SELECT f.oid, n.nspname::text AS schema, f.opfname::text AS name, f.opfowner AS owner, m.amname::text AS access_method
     , (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('oid', e.oid::int8, 'strategy', e.amopstrategy
                 , 'operator', e.amopopr::pg_catalog.regoperator::text
                 , 'sort_family', pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(sf.opfname)))::text
          FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_amop e ON e.oid = d.objid AND e.amopfamily = f.oid
          LEFT JOIN pg_catalog.pg_opfamily sf ON sf.oid = e.amopsortfamily
          LEFT JOIN pg_catalog.pg_namespace sn ON sn.oid = sf.opfnamespace
         WHERE d.classid = 'pg_catalog.pg_amop'::pg_catalog.regclass
           AND d.refclassid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass AND d.refobjid = f.oid) AS operators
     , (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('oid', e.oid::int8, 'number', e.amprocnum
                 , 'left_type', e.amproclefttype::pg_catalog.regtype::text, 'right_type', e.amprocrighttype::pg_catalog.regtype::text
                 , 'function', e.amproc::pg_catalog.oid::pg_catalog.regprocedure::text))::text
          FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_amproc e ON e.oid = d.objid AND e.amprocfamily = f.oid
         WHERE d.classid = 'pg_catalog.pg_amproc'::pg_catalog.regclass
           AND d.refclassid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass AND d.refobjid = f.oid) AS functions
  FROM pg_catalog.pg_opfamily f
  JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
  JOIN pg_catalog.pg_am m ON m.oid = f.opfmethod
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND f.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass AND d.deptype = 'e')
