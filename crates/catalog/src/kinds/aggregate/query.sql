--[if] SELECT FROM pg_catalog.pg_aggregate WHERE aggfnoid >= 16384
SELECT p.oid, n.nspname::text AS schema, p.proname::text AS name, p.proowner AS owner, p.proacl::text[] AS acl
     , a.aggkind::text AS kind, a.aggnumdirectargs AS direct_arguments
     , p.proargtypes::pg_catalog.regtype[]::text[] AS argument_types, p.proargmodes::text[] AS argument_modes, p.proargnames AS argument_names
     , p.proparallel::text AS parallel
     , a.aggtransfn::text AS state_function, a.aggtranstype::pg_catalog.regtype::text AS state_type, a.aggtransspace AS state_size
     , a.agginitval AS initial_state
     , nullif(a.aggfinalfn::text, '-') AS final_function, a.aggfinalextra AS final_extra, a.aggfinalmodify::text AS final_modify
     , nullif(a.aggcombinefn::text, '-') AS combine_function, nullif(a.aggserialfn::text, '-') AS serial_function
     , nullif(a.aggdeserialfn::text, '-') AS deserial_function
     , nullif(a.aggmtransfn::text, '-') AS moving_state_function, nullif(a.aggminvtransfn::text, '-') AS moving_inverse_function
     , nullif(a.aggmtranstype, 0)::pg_catalog.regtype::text AS moving_state_type, a.aggmtransspace AS moving_state_size
     , a.aggminitval AS moving_initial_state
     , nullif(a.aggmfinalfn::text, '-') AS moving_final_function, a.aggmfinalextra AS moving_final_extra
     , a.aggmfinalmodify::text AS moving_final_modify
     , nullif(a.aggsortop, 0)::pg_catalog.regoper::text AS sort_operator
--[-18]     , NULL::text AS support_function
--[19+]     , nullif(p.prosupport::text, '-') AS support_function
  FROM pg_catalog.pg_aggregate a
  JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND p.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.deptype = 'e')
--[restricted]   AND p.oid = ANY ($related)
