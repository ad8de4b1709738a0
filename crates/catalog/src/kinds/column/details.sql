--[late]
-- Properties that few columns have.
SELECT a.attrelid AS relation, a.attnum AS number, nullif(a.attidentity, '')::text AS identity, nullif(a.attgenerated, '')::text AS generated
     , nullif(a.attislocal, true) AS is_local, nullif(a.attinhcount, 0)::int4 AS parent_count, nullif(a.attcompression, '')::text AS compression
     , nullif(a.attstattarget, -1)::int4 AS statistics_target, a.attoptions AS options, a.attfdwoptions AS foreign_options, a.attacl::text[] AS acl
  FROM pg_catalog.pg_attribute a
 WHERE a.attrelid >= 16384 AND a.attnum > 0 AND NOT a.attisdropped
   AND (a.attidentity <> '' OR a.attgenerated <> '' OR NOT a.attislocal OR a.attinhcount <> 0 OR a.attcompression <> '' OR a.attstattarget >= 0
        OR a.attoptions IS NOT NULL OR a.attfdwoptions IS NOT NULL OR a.attacl IS NOT NULL)
--[restricted]   AND a.attrelid = ANY ($tables)
