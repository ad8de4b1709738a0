-- Keys come from plain catalog columns. Only expressions and predicates are deparsed, because
-- deparsing fills the server's relation cache.
SELECT i.indexrelid AS oid, i.indrelid AS relation, c.relname::text AS name, am.amname::text AS method
     , i.indisunique AS is_unique, i.indisprimary AS is_primary, nullif(i.indisclustered, false) AS is_clustered
     , nullif(i.indisvalid, true) AS is_valid, nullif(i.indisreplident, false) AS is_replica_identity
--[15+]     , nullif(i.indnullsnotdistinct, false) AS nulls_not_distinct
--[-14]     , NULL::bool AS nulls_not_distinct
     , i.indnkeyatts AS key_count, i.indkey::int2[] AS columns, i.indcollation::oid[] AS collations, i.indclass::oid[] AS operator_classes, i.indoption::int2[] AS options
     , c.reloptions AS storage_options, c.relkind = 'I' AS is_partitioned
     , CASE WHEN c.reltablespace <> 0 THEN (SELECT spcname::text FROM pg_catalog.pg_tablespace s WHERE s.oid = c.reltablespace) END AS tablespace
     , CASE WHEN i.indexprs IS NOT NULL THEN
            ARRAY(SELECT pg_catalog.pg_get_indexdef(i.indexrelid, k, false)
                    FROM pg_catalog.generate_series(1, i.indnkeyatts::int4) k WHERE i.indkey[k - 1] = 0 ORDER BY k) END AS expressions
     , CASE WHEN i.indpred IS NOT NULL THEN pg_catalog.pg_get_expr(i.indpred, i.indrelid) END AS predicate
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_am am ON am.oid = c.relam
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
--[restricted]   AND (i.indrelid = ANY ($tables) OR i.indexrelid = ANY ($related))
