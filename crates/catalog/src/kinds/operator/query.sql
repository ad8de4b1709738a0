--[if] SELECT FROM pg_catalog.pg_operator WHERE oid >= 16384
-- Includes shell operators: named as a commutator or negator, but not defined.
SELECT o.oid, n.nspname::text AS schema, o.oprname::text AS name, o.oprowner AS owner, o.oprkind::text AS kind
     , nullif(o.oprleft, 0)::pg_catalog.regtype::text AS left_type, nullif(o.oprright, 0)::pg_catalog.regtype::text AS right_type
     , nullif(o.oprcode::text, '-') AS function
     , nullif(o.oprcom, 0)::pg_catalog.regoper::text AS commutator, nullif(o.oprnegate, 0)::pg_catalog.regoper::text AS negator
     , nullif(o.oprrest::text, '-') AS restrict, nullif(o.oprjoin::text, '-') AS join
     , o.oprcanhash AS hashes, o.oprcanmerge AS merges
  FROM pg_catalog.pg_operator o
  JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND o.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass AND d.deptype = 'e')
