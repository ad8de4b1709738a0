-- Base types and shell types. Of the types with a subscripting handler only array types use the
-- array handler.
SELECT t.oid, n.nspname::text AS schema, t.typname::text AS name, t.typowner AS owner, t.typacl::text[] AS acl
     , t.typtype::text AS kind, t.typisdefined AS is_defined, t.typlen AS internal_length, t.typbyval AS passed_by_value
     , t.typinput::text AS input, t.typoutput::text AS output
     , nullif(t.typreceive::text, '-') AS receive, nullif(t.typsend::text, '-') AS send
     , nullif(t.typmodin::text, '-') AS modifier_input, nullif(t.typmodout::text, '-') AS modifier_output
     , nullif(t.typanalyze::text, '-') AS analyze, nullif(t.typsubscript::text, '-') AS subscript
     , nullif(t.typelem, 0)::pg_catalog.regtype::text AS element, t.typdelim::text AS delimiter
     , t.typalign::text AS alignment, t.typstorage::text AS storage
     , t.typcategory::text AS category, t.typispreferred AS preferred
     , t.typdefault AS default, t.typcollation <> 0 AS collatable
  FROM pg_catalog.pg_type t
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
 WHERE t.typtype NOT IN ('c', 'd', 'e', 'm', 'r') AND t.typsubscript <> 'pg_catalog.array_subscript_handler'::pg_catalog.regproc
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND t.oid NOT IN (SELECT d.objid FROM pg_catalog.pg_depend d
                      WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.deptype = 'e')
--[restricted]   AND t.oid = ANY ($related)
