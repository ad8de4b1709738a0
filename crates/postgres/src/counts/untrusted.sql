-- Tables whose rows cannot be counted without executing code of roles that the current role does not
-- trust. The planner evaluates constant parts of index expressions, predicates of partial indexes and
-- statistics expressions, with the privileges of the current role. Trusted are the current role,
-- superusers, extensions, and the server itself.
SELECT x.relation AS oid
  FROM (SELECT i.indrelid AS relation, 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AS class, i.indexrelid AS object
          FROM pg_catalog.pg_index i WHERE i.indexprs IS NOT NULL OR i.indpred IS NOT NULL
        UNION ALL
        SELECT s.stxrelid, 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass::pg_catalog.oid, s.oid
          FROM pg_catalog.pg_statistic_ext s WHERE s.stxexprs IS NOT NULL) x
  JOIN pg_catalog.pg_class r ON r.oid = x.relation
  JOIN pg_catalog.pg_depend d ON d.classid = x.class AND d.objid = x.object AND d.refobjid >= 16384
  JOIN (SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid AS class, p.oid, p.proowner AS owner FROM pg_catalog.pg_proc p
        UNION ALL
        SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass::pg_catalog.oid, o.oid, p.proowner
          FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_proc p ON p.oid = o.oprcode::pg_catalog.oid
        UNION ALL
        SELECT 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid, t.oid, t.typowner FROM pg_catalog.pg_type t WHERE t.typtype IN ('b', 'c', 'd', 'r', 'm')) f
    ON f.class = d.refclassid AND f.oid = d.refobjid
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = f.class AND e.objid = f.oid AND e.deptype = 'e')
   AND EXISTS (SELECT FROM pg_catalog.pg_roles o WHERE o.oid IN (f.owner, r.relowner) AND NOT o.rolsuper AND o.rolname <> current_user)
