--[late]
SELECT con.oid, con.conname::text AS name, con.contype::text AS kind, con.conrelid AS relation, con.contypid AS domain, con.conindid AS index
     , nullif(con.conparentid, 0) AS parent, con.confrelid AS foreign_relation
     , con.confupdtype::text AS on_update, con.confdeltype::text AS on_delete, con.confmatchtype::text AS match
     , con.condeferrable AS deferrable, con.condeferred AS deferred, con.convalidated AS validated
     , con.conislocal AS is_local, con.coninhcount::int4 AS parent_count, con.connoinherit AS no_inherit
     , con.conkey AS columns, con.confkey AS foreign_columns
--[15+]     , con.confdelsetcols AS delete_set_columns
--[-14]     , NULL::int2[] AS delete_set_columns
--[18+]     , con.conenforced AS enforced, con.conperiod AS period
--[-17]     , true AS enforced, false AS period
     , CASE con.contype WHEN 'c' THEN pg_catalog.pg_get_expr(con.conbin, con.conrelid)
                        WHEN 'x' THEN pg_catalog.pg_get_constraintdef(con.oid) END AS definition
  FROM pg_catalog.pg_constraint con
  JOIN pg_catalog.pg_namespace n ON n.oid = con.connamespace
 WHERE con.contype <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
--[restricted]   AND (con.conrelid = ANY ($tables) OR con.confrelid = ANY ($tables) OR con.oid = ANY ($related))
