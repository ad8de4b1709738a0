-- The properties of every column. Separate queries read the rest, so that ordinary columns stay
-- cheap.
SELECT a.attrelid AS relation, a.attnum AS number, a.attname::text AS name, a.atttypid AS type_oid, a.atttypmod AS modifier, a.attcollation AS collation
     , a.attnotnull AS not_null, a.attstorage::text AS storage
  FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
 WHERE a.attrelid >= 16384 AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind NOT IN ('i', 'I', 't', 'S')
--[restricted]   AND a.attrelid = ANY ($related)
