--[late]
-- Properties that few columns have. Since the minor releases of November 2026, the server keeps the version of a column
-- among its options, as `pg_attver`. pg_dump leaves it out, too.
SELECT a.attrelid AS relation, a.attnum AS number, nullif(a.attidentity, '')::text AS identity, nullif(a.attgenerated, '')::text AS generated
     , nullif(a.attislocal, true) AS is_local, nullif(a.attinhcount, 0)::int4 AS parent_count, nullif(a.attcompression, '')::text AS compression
     , nullif(a.attstattarget, -1)::int4 AS statistics_target, nullif(ARRAY(SELECT o FROM pg_catalog.unnest(a.attoptions) o WHERE NOT pg_catalog.starts_with(o, 'pg_attver=')), '{}') AS options
     , a.attfdwoptions AS foreign_options, a.attacl::text[] AS acl
  FROM pg_catalog.pg_attribute a
 WHERE a.attrelid >= 16384 AND a.attnum > 0 AND NOT a.attisdropped
   AND (a.attidentity <> '' OR a.attgenerated <> '' OR NOT a.attislocal OR a.attinhcount <> 0 OR a.attcompression <> '' OR a.attstattarget >= 0
        OR NOT pg_catalog.starts_with(a.attoptions[1], 'pg_attver=') OR a.attoptions[2] IS NOT NULL OR a.attfdwoptions IS NOT NULL OR a.attacl IS NOT NULL)
--[restricted]   AND a.attrelid = ANY ($tables)
