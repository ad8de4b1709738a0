--[late]
-- A default has no column references and deparses without its table, which spares the server the relation's cache entry. What a column is
-- generated from does have them.
SELECT d.oid, d.adrelid AS relation, d.adnum AS number
     , pg_catalog.pg_get_expr(d.adbin, CASE WHEN (d.adrelid, d.adnum) IN (SELECT attrelid, attnum FROM pg_catalog.pg_attribute WHERE attgenerated <> ''
--[of]                                                               AND attrelid = ANY ($tables)
                                                            )
                                            THEN d.adrelid ELSE 0 END) AS expression
  FROM pg_catalog.pg_attrdef d
--[of] WHERE d.adrelid = ANY ($tables)
