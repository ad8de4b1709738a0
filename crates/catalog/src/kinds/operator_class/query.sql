--[if] SELECT FROM pg_catalog.pg_opclass WHERE oid >= 16384
-- The operators and functions of the class itself. Loose ones belong to the family.
SELECT c.oid, n.nspname::text AS schema, c.opcname::text AS name, c.opcowner AS owner, m.amname::text AS access_method
     , pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.opfname) AS family
     , c.opcintype::pg_catalog.regtype::text AS input_type, nullif(c.opckeytype, 0)::pg_catalog.regtype::text AS storage
     , c.opcdefault AS is_default
     , (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('oid', e.oid::int8, 'strategy', e.amopstrategy
                 , 'operator', e.amopopr::pg_catalog.regoperator::text
                 , 'sort_family', pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(sf.opfname)))::text
          FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_amop e ON e.oid = d.objid AND e.amopfamily = c.opcfamily
          LEFT JOIN pg_catalog.pg_opfamily sf ON sf.oid = e.amopsortfamily
          LEFT JOIN pg_catalog.pg_namespace sn ON sn.oid = sf.opfnamespace
         WHERE d.classid = 'pg_catalog.pg_amop'::pg_catalog.regclass
           AND d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass AND d.refobjid = c.oid) AS operators
     , (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('oid', e.oid::int8, 'number', e.amprocnum
                 , 'left_type', e.amproclefttype::pg_catalog.regtype::text, 'right_type', e.amprocrighttype::pg_catalog.regtype::text
                 , 'function', e.amproc::pg_catalog.oid::pg_catalog.regprocedure::text))::text
          FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_amproc e ON e.oid = d.objid AND e.amprocfamily = c.opcfamily
         WHERE d.classid = 'pg_catalog.pg_amproc'::pg_catalog.regclass
           AND d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass AND d.refobjid = c.oid) AS functions
  FROM pg_catalog.pg_opclass c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.opcnamespace
  JOIN pg_catalog.pg_am m ON m.oid = c.opcmethod
  JOIN pg_catalog.pg_opfamily f ON f.oid = c.opcfamily
  JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_opclass'::pg_catalog.regclass AND d.deptype = 'e')
