--[late]
-- Functions, procedures and window functions: all of pg_proc except aggregates, extension members
-- and internal objects (range constructors). Argument types cover all arguments if some are not
-- input arguments, else only the input arguments.
SELECT p.oid, n.nspname::text AS schema, p.proname::text AS name, p.proowner AS owner, p.proacl::text[] AS acl, p.prokind::text AS kind
     , coalesce(p.proallargtypes, p.proargtypes::pg_catalog.oid[])::pg_catalog.regtype[]::text[] AS argument_types
     , p.proargmodes::text[] AS argument_modes, p.proargnames AS argument_names
     , CASE WHEN p.pronargdefaults > 0
            THEN ARRAY(SELECT pg_catalog.pg_get_function_arg_default(p.oid, i)
                         FROM pg_catalog.generate_series(1, coalesce(pg_catalog.cardinality(p.proallargtypes), p.pronargs)) i
                        ORDER BY i) END AS argument_defaults
     , p.prorettype::pg_catalog.regtype::text AS result, p.proretset AS returns_set
     , l.lanname::text AS language, p.provolatile::text AS volatility, p.proisstrict AS strict, p.proleakproof AS leakproof
     , p.prosecdef AS security_definer, p.proparallel::text AS parallel, p.procost AS cost, p.prorows AS rows
     , nullif(p.prosupport::text, '-') AS support, p.protrftypes::pg_catalog.regtype[]::text[] AS transforms, p.proconfig AS settings
     , p.prosrc AS source, p.probin AS object_file
     , p.prosqlbody IS NOT NULL AS has_sql_body
     , CASE WHEN p.prosqlbody IS NOT NULL THEN pg_catalog.pg_get_function_sqlbody(p.oid) END AS sql_body
  FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language l ON l.oid = p.prolang
 WHERE p.prokind <> 'a' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND p.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.deptype IN ('e', 'i'))
--[restricted]   AND p.oid = ANY ($related)
