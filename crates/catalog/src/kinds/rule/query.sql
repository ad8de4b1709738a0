--[late]
-- Skips the rules that define views.
SELECT r.oid, r.ev_class AS relation, r.rulename::text AS name, r.ev_enabled::text AS enabled, r.rulename = '_RETURN' AND r.ev_type = '1' AS is_view
     , CASE WHEN NOT (r.rulename = '_RETURN' AND r.ev_type = '1') THEN pg_catalog.pg_get_ruledef(r.oid) END AS definition
  FROM pg_catalog.pg_rewrite r
  JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
--[restricted]   AND r.ev_class = ANY ($tables)
