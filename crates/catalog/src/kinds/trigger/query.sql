--[late]
-- Internal triggers belong to constraints. Before version 15, clones on partitions are internal
-- too, and a foreign key's triggers have no parents. A condition can only be deparsed with the
-- whole trigger.
SELECT t.oid, t.tgrelid AS relation, t.tgname::text AS name, t.tgtype AS type, t.tgenabled::text AS enabled, t.tgparentid <> 0 AS is_clone
     , p.oid::pg_catalog.regproc::text AS function, t.tgconstraint <> 0 AS is_constraint, nullif(t.tgconstrrelid, 0) AS referenced
     , t.tgdeferrable AS deferrable, t.tginitdeferred AS deferred, t.tgattr::int2[] AS columns
     , t.tgoldtable::text AS old_table, t.tgnewtable::text AS new_table
     , CASE WHEN t.tgnargs > 0 THEN pg_catalog.encode(t.tgargs, 'hex') END AS arguments
     , CASE WHEN t.tgqual IS NOT NULL THEN pg_catalog.pg_get_triggerdef(t.oid, false) END AS definition
     , t.tgqual IS NOT NULL AS has_condition
  FROM pg_catalog.pg_trigger t
  JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
--[-14] WHERE (NOT t.tgisinternal OR t.tgparentid <> 0)
--[15+] WHERE NOT t.tgisinternal
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
--[restricted]   AND t.tgrelid = ANY ($tables)
